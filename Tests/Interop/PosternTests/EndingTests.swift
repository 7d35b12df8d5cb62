import Foundation
import InteropSupport
import Testing

/// What signals do to programs.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `Signals` {
  @Test func `a second signal ends a bot at once, and its home is whole`() async throws {
    let place = try Place()
    try place.write("contacts { accept = 'everyone' }", to: "echo.lua")
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let process = bot.processIdentifier
    // Both wait for it when it goes on: it can't have ended by itself in between.
    for signal in [SIGSTOP, SIGTERM, SIGINT, SIGCONT] { kill(process, signal) }
    let status = try await eventually("the bot ends") {
      bot.exitStatus
    }
    #expect([128 + SIGTERM, 128 + SIGINT].contains(status))
    #expect(try place.run("id", "--home", "home").status == 0)
  }
}
