import Foundation
import InteropSupport
import Testing

/// `--network`, and what the bot's file says about it: kept, or refused with words and a status.
@Suite(.mayBlock) struct `Network profiles` {
  private static let key = String(repeating: "A1", count: 32)
  private static let relay = "127.0.0.1:1:\(key)"
  private let place: Place

  init() throws {
    place = try Place()
    try place.write("profile { network = \"relay\" }", to: "echo.lua")
  }

  @Test func `a bot that says relay opens no UDP, whatever the command line says`() async throws {
    let bot = try RunningBot(
      in: place, options: ["--network", "direct", "--relay", Self.relay])
    let ready = try await bot.waitFor("\"event\":\"ready\"")
    #expect(ready.contains("\"network\":\"relay\""))
    #expect(ready.contains("\"udp_port\":null"))
    _ = try await bot.waitFor("0 of 1 relays answered")
    let doctor = try place.run(
      "doctor", "echo.lua", "--home", "home", "--json", "--seconds", "1", "--relay", Self.relay)
    #expect(doctor.status == 1, "the relay does not answer")
    let lines = doctor.output.split(separator: "\n")
    #expect(lines.contains { $0.contains("\"sockets\"") && $0.contains("\"pass\"") })
    #expect(lines.contains { $0.contains("\"running bot\"") && $0.contains("\"pass\"") })
    #expect(lines.contains { $0.contains("UDP: never opened") })
    #expect(lines.contains { $0.contains("the kernel refuses UDP and raw sockets") })
    // 2: a filter is in force.
    let status = try String(
      contentsOfFile: "/proc/\(bot.processIdentifier)/status", encoding: .utf8)
    #expect(status.contains("Seccomp:\t2"))
    #expect(try await bot.stop() == 0)
  }

  @Test func `without its proxy a bot does not start`() throws {
    let command = try place.run(
      "run", "echo.lua", "--home", "home", "--network", "tor", "--relay", Self.relay, "--proxy",
      "socks5://127.0.0.1:1")
    #expect(command.status == 69)
    #expect(command.errors.contains("socks5://127.0.0.1:1"))
    #expect(command.errors.split(separator: "\n").count == 1)
    #expect(command.output.isEmpty)
  }

  @Test(arguments: [
    ["--network", "relay", "--port", "33445", "--relay", relay],
    ["--network", "relay", "--proxy", "socks5://127.0.0.1:9050", "--relay", relay],
    ["--network", "relay"],
  ])
  func `what contradicts itself is refused before a home is made`(_ options: [String]) throws {
    let command = try Command(
      ["run", "echo.lua", "--home", "home"] + options, in: place.directory)
    #expect(command.status == 78, "\(command.errors)")
    #expect(command.errors.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: place.path("home")))
  }

  @Test func `a bot without troubles and without a network is told what it lacks`() throws {
    try place.write("profile { name = \"x\" }", to: "plain.lua")
    let doctor = try place.run(
      "doctor", "plain.lua", "--home", "home", "--seconds", "1", "--no-lan-discovery", "--port",
      "0",
      "--bind", "127.0.0.1")
    #expect(doctor.status == 1)
    let lines = doctor.output.split(separator: "\n").map(String.init)
    for subject in ["bot", "clock", "disk", "permissions"] {
      #expect(lines.contains { $0.hasPrefix("pass  \(subject): ") }, "\(subject) in \(lines)")
    }
    #expect(lines.contains { $0.hasPrefix("FAIL  network: ") })
  }
}
