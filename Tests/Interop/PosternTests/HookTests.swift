import Foundation
import InteropSupport
import Testing

/// A running bot and a real receiver of its webhook.
@Suite(.timeLimit(.minutes(3))) struct `A webhook's receiver` {
  let place: Place

  init() throws { place = try Place() }

  private func rules(_ receiver: HookReceiver, path: String = "") -> String {
    """
    contacts { accept = "everyone" }
    webhook "desk" {
      url = "http://127.0.0.1:\(receiver.port)/\(path)", allow = "127.0.0.1",
      key = "\(HookReceiver.key)",
    }
    on("message", function(message)
      if not message.is_request then message:forward("desk") end
    end)
    """
  }

  /// A sender with the bot as its contact, and how it says something.
  private func sender(to bot: RunningBot) async throws -> (String) throws -> Void {
    let ready = Data(try await bot.waitFor("\"ready\"").utf8)
    let event = try #require(try JSONSerialization.jsonObject(with: ready) as? [String: Any])
    let port = try #require(event["udp_port"] as? Int)
    let node = "127.0.0.1:\(port):\(try #require(event["dht_key"] as? String))"
    let id = try #require(event["tox_id"] as? String)
    return { [place] text in
      let send = try Command(
        ["send", id, text, "--home", "person", "--bootstrap", node] + RunningBot.direct,
        in: place.directory)
      try #require(send.status == 0, "\(send.errors)")
    }
  }

  @Test func `that refuses one message gets the next at once, and one that is gone is resumed`()
    async throws
  {
    let receiver = try HookReceiver(in: place)
    let meeting = try Place()
    try meeting.write("contacts { accept = \"nobody\" }", to: "echo.lua")
    let node = try RunningBot(in: meeting)
    let ready = Data(try await node.waitFor("\"ready\"").utf8)
    let event = try #require(try JSONSerialization.jsonObject(with: ready) as? [String: Any])
    let name = "127.0.0.1:\(event["udp_port"] ?? 0):\(event["dht_key"] ?? "")"
    try place.write(rules(receiver), to: "echo.lua")
    let bot = try RunningBot(in: place, bootstrap: name)
    let say = try await sender(to: bot)

    for text in ["first", "poison", "third"] { try say(text) }
    #expect(try await receiver.posts(3) == ["204 True first", "400 True poison", "204 True third"])
    let failed = try await bot.waitFor("\"state\":\"failed\"")
    #expect(failed.contains("\"status\":400") && failed.contains("\"message\":"))

    try place.write("", to: "gone")
    try say("fourth")
    #expect(try await bot.waitFor("\"event\":\"webhook\"").contains("\"state\":\"paused\""))
    let list = try place.run("hooks", "list", "--home", "home")
    #expect(list.output.contains("desk  1 waiting, 2 delivered, 1 failed  paused since 20"))
    try FileManager.default.removeItem(atPath: place.path("gone"))
    #expect(try place.run("hooks", "resume", "desk", "--home", "home").status == 0)
    #expect(try await receiver.posts(5).last == "204 True fourth")
    #expect(try await bot.stop() == 0)
    #expect(try await node.stop() == 0)
  }

  @Test(arguments: [
    ("htps://a.example/", "must begin with https://"), (" ", "is not set"),
    ("https://a.example/\nhttps://b.example/", "more than one line"),
  ])
  func `that can't be meant is refused by every command that loads the file`(
    url: String, reason: String
  ) throws {
    try place.write("webhook \"desk\" { url = secret \"URL\" }", to: "echo.lua")
    try place.write(url, to: "url")
    for verb in [["run"], ["doctor", "--seconds", "1"], ["try"]] {
      // `try` makes up what is not set.
      if verb == ["try"], reason == "is not set" { continue }
      let command = try Command(
        verb + ["echo.lua", "--home", "home"].prefix(verb == ["try"] ? 1 : 3), in: place.directory,
        environment: ["URL_FILE": place.path("url")])
      #expect(command.status == (verb[0] == "doctor" ? 1 : 65), "\(verb)")
      let words = command.output + command.errors
      #expect(words.contains("echo.lua:1: ") && words.contains(reason), "\(verb): \(words)")
    }
  }
}
