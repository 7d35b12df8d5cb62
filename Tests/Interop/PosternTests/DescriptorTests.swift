import Foundation
import Glibc
import InteropSupport
import Testing

/// A bot that may open no more files.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `Without a descriptor left` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write("contacts { accept = 'everyone' }", to: "echo.lua")
  }

  @Test func `the bot rests until a client goes, and then answers again`() async throws {
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let open = try FileManager.default.contentsOfDirectory(
      atPath: "/proc/\(bot.processIdentifier)/fd"
    ).count
    let limit = try Process.run(
      URL(filePath: "/usr/bin/prlimit"),
      arguments: ["--pid", "\(bot.processIdentifier)", "--nofile=\(open + 8):\(open + 8)"])
    limit.waitUntilExit()
    try #require(limit.terminationStatus == 0)
    let clients = (0..<20).map { _ in connect(place.path("home/control.sock")) }
    let before = try cpuTicks(bot)
    try await Task.sleep(for: .seconds(2))
    // Asking for connections without a pause takes all of a core.
    #expect(try cpuTicks(bot) - before < 50)

    for client in clients { close(client) }
    let list = try place.run("contact", "list", "--home", "home")
    #expect(list.status == 0, "\(list.errors)")
    #expect(try await bot.stop() == 0)
  }

  private func connect(_ path: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return descriptor
  }

  /// In hundredths of a second.
  private func cpuTicks(_ bot: RunningBot) throws -> Int {
    let text = try String(
      contentsOfFile: "/proc/\(bot.processIdentifier)/stat", encoding: .utf8)
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
  }
}
