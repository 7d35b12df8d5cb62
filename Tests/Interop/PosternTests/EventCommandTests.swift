import Foundation
import InteropSupport
import Testing

@Suite(.mayBlock) struct `Following a bot's events` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
  }

  private func event(_ line: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(object as? [String: Any])
  }

  @Test func `the command prints what happens, and goes on where it was cut off`() async throws {
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let first = try FollowedEvents(["--home", "home"], in: place)
    let start = try event(try await first.waitFor("\"following\""))
    let run = try #require(start["run"] as? String)
    try place.write("contacts { accept = \"nobody\" }", to: "echo.lua")
    let reloaded = try event(try await first.waitFor("\"reloaded\""))
    let number = try #require(reloaded["seq"] as? Int)
    #expect(number > (start["seq"] as? Int ?? .max))
    // The bot's own output has the same event under the same number.
    #expect(try await bot.waitFor("\"reloaded\"").contains("\"seq\":\(number),"))
    first.end()

    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    let second = try FollowedEvents(
      ["--home", "home", "--after", "\(number)", "--run", run], in: place)
    let next = try event(try await second.waitFor("\"reloaded\""))
    #expect((next["seq"] as? Int ?? 0) > number)
    #expect(!(try second.output()).contains("\"gap\""))
    #expect(try await bot.stop() == 0)
    #expect(try await second.exitStatus() == 75)
    #expect(try second.errors().contains("The bot ended."))
  }

  @Test func `without a bot, and with options that say nothing, it fails with a reason`() throws {
    let offline = try Command(["events", "--home", "home"], in: place.directory)
    #expect(offline.status == 1 && offline.errors.contains("No bot runs on this home"))
    for options in [
      ["--after", "-1"], ["--run", "2026-01-05T10:00:00.000Z"],
      ["--after", "1", "--run", "yesterday"],
    ] {
      let command = try Command(["events", "--home", "home"] + options, in: place.directory)
      #expect(command.status == 64, "\(options)")
    }
  }
}

/// `postern events` in the background.
private final class FollowedEvents {
  private let process = Process()
  private let place: Place
  private let name = UUID().uuidString

  init(_ options: [String], in place: Place) throws {
    self.place = place
    process.executableURL = URL(filePath: try BuildProducts.path(of: "postern"))
    process.arguments = ["events"] + options
    process.currentDirectoryURL = place.directory
    process.standardOutput = try file("out")
    process.standardError = try file("err")
    try process.run()
  }

  deinit { end() }

  func output() throws -> String { try text("out") }
  func errors() throws -> String { try text("err") }

  /// The first line with these words.
  func waitFor(_ words: String) async throws -> String {
    try await eventually("the command prints \(words)") {
      try output().split(separator: "\n").first { $0.contains(words) }.map(String.init)
    }
  }

  func end() { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  func exitStatus() async throws -> Int32 {
    let process = process
    return try await eventually("the command ends") {
      process.isRunning ? nil : process.terminationStatus
    }
  }

  private func path(_ kind: String) -> URL { place.directory.appending(path: "\(name).\(kind)") }

  private func file(_ kind: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: path(kind).path(), contents: nil)
    return try FileHandle(forWritingTo: path(kind))
  }

  private func text(_ kind: String) throws -> String {
    String(decoding: try Data(contentsOf: path(kind)), as: UTF8.self)
  }
}
