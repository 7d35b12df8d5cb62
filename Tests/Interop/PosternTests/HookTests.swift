import Foundation
import InteropSupport
import Testing

/// A running bot and a real receiver of its webhook.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A webhook's receiver` {
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

  @Test
  func `whose failures are seen, replayed, paused and given up, while the bot runs and after`()
    async throws
  {
    let receiver = try HookReceiver(in: place)
    let meeting = try Place()
    try meeting.write("contacts { accept = \"nobody\" }", to: "echo.lua")
    let node = try RunningBot(in: meeting)
    let ready = Data(try await node.waitFor("\"ready\"").utf8)
    let event = try #require(try JSONSerialization.jsonObject(with: ready) as? [String: Any])
    let name = "127.0.0.1:\(event["udp_port"] ?? 0):\(event["dht_key"] ?? "")"
    try place.write(rules(receiver, path: "token-in-the-path"), to: "echo.lua")
    let bot = try RunningBot(in: place, bootstrap: name)
    let say = try await sender(to: bot)
    func hooks(_ words: String...) throws -> Command {
      try Command(["hooks"] + words + ["--home", "home"], in: place.directory)
    }

    for text in ["first", "poison"] { try say(text) }
    _ = try await bot.waitFor("\"state\":\"failed\"")
    let shown = try hooks("show", "desk", "--failed")
    #expect(shown.output.contains("failed after 1 attempt: the receiver would refuse it again"))
    let number = try #require(
      shown.output.split(separator: "\n").last?.split(separator: " ").first.map(String.init))
    let one = try hooks("show", number)
    #expect(one.output.contains("  127.0.0.1:\(receiver.port)  "))
    #expect(one.output.contains(" ms  400") && one.output.contains("webhook-id msg_"))
    #expect(try hooks("show", "77").status == 1)
    let replay = try hooks("replay", "--webhook", "desk", "--failed")
    #expect(replay.output == "1 delivery queued to be sent again\n")
    #expect(try await receiver.posts(3).last == "400 True poison", "the same body, signed anew")
    let repeated = try hooks("replay", "1", "1", "--json")
    #expect(repeated.output.contains("\"without_body\":[1]"))
    #expect(repeated.status == 1, "nothing was sent again")
    let both = try hooks("replay", "1", "--webhook", "desk")
    #expect(both.status == 64 && both.errors.contains("leave out --webhook"))
    let unknown = try hooks("expire", "nope")
    #expect(unknown.status == 1 && unknown.errors.contains("webhook \"nope\"; only to \"desk\""))

    #expect(try hooks("pause", "desk").output == "done\n")
    try say("third")
    let list = try hooks("list")
    #expect(list.output.contains("desk  1 waiting, 1 delivered, 1 failed  paused since 20"))
    #expect(list.output.contains("its owner said so"))
    #expect(try await bot.stop() == 0)
    #expect(try await node.stop() == 0)

    let refused = try hooks("expire", "desk")
    #expect(refused.status == 1 && refused.errors.contains("what waits for desk (1 delivery)"))
    #expect(try hooks("expire", "desk", "--yes").output == "1 delivery expired\n")
    let after = try hooks("list", "--json")
    #expect(
      after.output.contains("\"expired\":1") && after.output.contains("\"paused_by\":\"owner\""))
    #expect(try hooks("resume", "desk").status == 0)
    #expect(try !hooks("list").output.contains("paused"))
  }

  @Test func `that is tested is shown the whole exchange, without a secret`() throws {
    let receiver = try HookReceiver(in: place)
    try place.write(rules(receiver, path: "token-in-the-path"), to: "echo.lua")
    let test = try place.run(
      "hooks", "test", "desk", "--bot", "echo.lua", "--home", "home")
    #expect(test.status == 0, "\(test.errors)")
    #expect(
      test.output.contains("> to 127.0.0.1 at 127.0.0.1:\(receiver.port)\n")
        && test.output.contains("> webhook-id: msg_test"))
    #expect(test.output.contains(#""id":"00000000000000000000000000000000""#))
    #expect(test.output.contains("\"test\":true") && test.output.contains("< 204\ndelivered (204)"))
    #expect(!test.output.contains("token-in") && !test.output.contains(HookReceiver.key))
    try place.write("", to: "gone")
    let gone = try place.run(
      "hooks", "test", "desk", "--bot", "echo.lua", "--home", "home", "--json")
    #expect(gone.status == 1 && gone.output.contains("\"status\":410"))
    let unknown = try place.run(
      "hooks", "test", "dsek", "--bot", "echo.lua", "--home", "home")
    #expect(unknown.status == 1 && unknown.errors.contains("\"dsek\"; it has \"desk\""))
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
