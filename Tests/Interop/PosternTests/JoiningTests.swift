import Foundation
import InteropSupport
import Testing

/// What a person reads while the bot joins.
@Suite(.mayBlock) struct `Joining` {
  @Test func `nodes that do not answer are counted in words`() async throws {
    let place = try Place()
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    let silent = try PortHolder()
    let key = "3F0A45A268367C1BEA652F258C85F4A66DA76BCAA667A49E770BCC4917AB6A25"
    let bot = try RunningBot(in: place, bootstrap: "127.0.0.1:\(silent.port):\(key)")
    _ = try await bot.waitFor("0 of 1 nodes answered")
    #expect(try await bot.stop() == 0)
  }
}
