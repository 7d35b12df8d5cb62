import Foundation
import InteropSupport
import Testing

/// What a program that runs for months keeps of its start.
@Suite(.mayBlock, .timeLimit(.minutes(2))) struct `The memory of a start` {
  @Test func `is given back once a bot runs`() async throws {
    let place = try Place()
    try place.write("contacts { accept = 'everyone' }", to: "echo.lua")
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let before = try Self.filePages(of: bot)
    _ = try await eventually("half of the file pages are gone") {
      try Self.filePages(of: bot) * 2 < before ? true : nil
    }
    #expect(try await bot.stop() == 0)
  }

  /// Resident pages of the program and its libraries, in KiB.
  private static func filePages(of bot: RunningBot) throws -> Int {
    let status = try String(
      contentsOfFile: "/proc/\(bot.processIdentifier)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
    return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
  }
}
