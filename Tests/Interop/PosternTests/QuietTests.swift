import Foundation
import InteropSupport
import Testing

/// What a bot's output tells of its contacts.
@Suite(.mayBlock) struct `A bot's words` {
  @Test(arguments: [false, true])
  func `tell nothing of contacts, unless they are asked for`(isVerbose: Bool) async throws {
    let place = try Place()
    try place.write(
      """
      contacts { accept = "everyone" }
      on("message", function(message) message:reply("thanks") end)
      """, to: "echo.lua")
    // Both join through another bot.
    let meeting = try Place()
    try meeting.write("contacts { accept = \"nobody\" }", to: "echo.lua")
    let node = try RunningBot(in: meeting)
    let ready = Data(try await node.waitFor("\"ready\"").utf8)
    let event = try #require(try JSONSerialization.jsonObject(with: ready) as? [String: Any])
    let port = try #require(event["udp_port"] as? Int)
    let name = "127.0.0.1:\(port):\(try #require(event["dht_key"] as? String))"

    let bot = try RunningBot(
      in: place, bootstrap: name, options: RunningBot.direct + (isVerbose ? ["--verbose"] : []),
      json: false)
    let id = String(try await bot.waitFor("Tox ID: ").dropFirst(8))
    let send = try Command(
      [
        "send", id, "a secret tip", "--home", "person", "--request", "I am Alice", "--bootstrap",
        name,
      ] + RunningBot.direct, in: place.directory)
    #expect(send.status == 0, "\(send.errors)")
    #expect(try await bot.stop() == 0)
    let words = try bot.output()
    #expect(!words.contains("a secret tip"))
    #expect(try await node.stop() == 0)
    for activity in ["I am Alice", "is online", "message 1", "answer to"] {
      #expect(words.contains(activity) == isVerbose, "\(activity)")
    }
  }
}
