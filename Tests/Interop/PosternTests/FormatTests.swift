import Foundation
import InteropSupport
import Testing

/// A running bot and receivers of its formats, as others made them.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A receiver of a format` {
  private let place: Place

  init() throws { place = try Place() }

  private func rules(_ webhook: String) -> String {
    """
    contacts { accept = "everyone" }
    webhook "desk" { \(webhook) }
    on("message", function(message)
      if not message.is_request then message:forward("desk", { level = 3 }) end
    end)
    """
  }

  private func say(_ text: String, to bot: RunningBot) async throws {
    let (id, node) = try await bot.address()
    let send = try Command(
      ["send", id, text, "--home", "person", "--bootstrap", node] + RunningBot.direct,
      in: place.directory)
    try #require(send.status == 0, "\(send.errors)")
  }

  /// Whether a text stands in the bot's database or in anything that it printed.
  private func holds(_ text: String) throws -> Bool {
    let names = ["home/state.sqlite", "home/state.sqlite-wal", "run.log", "run.errors"]
    let files = names.compactMap { FileManager.default.contents(atPath: place.path($0)) }
    try #require(files.count >= 3)
    return files.contains { $0.firstRange(of: Data(text.utf8)) != nil }
  }

  @Test func `a room of Synapse has a message once, also where the bot is killed`()
    async throws
  {
    let homeserver = try PythonReceiver("homeserver.py", in: place.directory)
    let token = try homeserver.value("token")
    try place.write(
      rules(
        """
        url = "http://127.0.0.1:\(try homeserver.value("port"))", format = "matrix",
        allow = "127.0.0.1",
        room = "\(try homeserver.value("room"))", token = secret "MATRIX_TOKEN",
        """), to: "echo.lua")
    let environment = ["MATRIX_TOKEN": token]
    let bot = try RunningBot(in: place, environment: environment)
    try await say("disk <b>full</b> @room", to: bot)
    _ = try await eventually("Synapse has the message") {
      homeserver.lines(of: "puts").count == 1 ? true : nil
    }
    kill(bot.processIdentifier, SIGKILL)
    _ = try await eventually("the bot is gone") {
      bot.isRunning ? nil : true
    }

    let again = try RunningBot(in: place, environment: environment)
    _ = try await again.waitFor("\"state\":\"delivered\"")
    let puts = homeserver.lines(of: "puts")
    #expect(puts.count == 2 && Set(puts).count == 1 && puts[0].hasPrefix("200 /_matrix/"))
    let messages = try JSONSerialization.jsonObject(
      with: Data(homeserver.text(of: "messages").utf8))
    let contents = try #require(messages as? [[String: Any]])
    let body = try #require(contents.first?["body"] as? String)
    #expect(contents.count == 1 && contents[0]["msgtype"] as? String == "m.notice")
    #expect(body.hasSuffix("\n> disk <b>full</b> @room\n\nlevel: 3"))
    #expect(try !holds(token))
  }

  @Test func `what is sent to Apprise is passed on as it was written`() async throws {
    let server = try PythonReceiver("apprise_server.py", in: place.directory)
    try place.write(
      rules(
        """
        url = "http://127.0.0.1:\(try server.value("port"))", format = "apprise",
        allow = "127.0.0.1",
        config = secret "APPRISE_KEY", tag = "oncall",
        """), to: "echo.lua")
    let bot = try RunningBot(in: place, environment: ["APPRISE_KEY": "ops-key"])
    try await say("disk <b>full</b>\n*now* & here", to: bot)
    _ = try await bot.waitFor("\"state\":\"delivered\"")
    let line = try #require(server.lines(of: "notified").first)
    let notified = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
    #expect(notified["body"] == "> disk <b>full</b>\n> *now* & here\n\nlevel: 3")
    #expect(notified["title"]?.contains("-") == true && notified["type"]?.contains("info") == true)
    #expect(try !holds("ops-key"))
  }
}
