import Foundation
import InteropSupport
import Testing

/// `postern send` as cron jobs use it: a session for one message, with a text that was sent before.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(5)))
struct `Visits of postern send` {
  private static let rules = """
    contacts { accept = "everyone" }
    on("message", function(message)
      if message.text:find("^disk") or message.text:find("^backup") then message:keep() end
    end)

    """

  private struct Kept: Decodable {
    var text: String
  }

  @Test func `each visit with a receipt leaves its message, whatever it says`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor(rules: Self.rules, home: "inbox", in: network)
    let texts = ["backup ok", "backup ok", "backup ok", "disk full", "disk ok", "disk full"]
    for text in texts {
      let lines = try await network.postern(
        ["send", bot.toxID, text, "--timeout", "60"], home: "cron")
      #expect(lines.last == "received")
    }
    let kept = try await bot.command(["inbox", "list", "--json"]).map {
      try JSONDecoder().decode(Kept.self, from: Data($0.utf8)).text
    }
    #expect(kept == texts.reversed())
  }
}
