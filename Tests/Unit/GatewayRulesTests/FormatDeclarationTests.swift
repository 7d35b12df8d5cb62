import GatewayCore
import GatewayRules
import Testing

/// `format = "…"` of a webhook, and the settings that a format takes.
@Suite struct `Formats in a bot's file` {
  private struct Format: WebhookFormat {
    let name: String
    var settings: [FormatSetting] = []
    var urlStandard: String?
    var signs = false

    func check(_ webhook: Webhook) throws(FormatSettingMistake) {
      if webhook.settings.text("scheme") == "odd" {
        throw FormatSettingMistake("scheme", "is odd")
      }
      if webhook.settings.text("room") == "nowhere" {
        throw FormatSettingMistake("room", "is no room")
      }
    }

    func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] { [] }
  }

  private let formats = WebhookFormats([
    Format(name: "json", signs: true),
    Format(
      name: "odd",
      settings: [
        FormatSetting("room", .text, isRequired: true), FormatSetting("level", .number(1...5)),
        FormatSetting("mode", .choice(["loud", "mute"])), FormatSetting("urls", .list),
        FormatSetting("headers", .table), FormatSetting("scheme", .plainText),
      ]),
    Format(name: "home", urlStandard: "https://home.example/"),
  ])

  private func load(
    _ options: String, makesUpSecrets: Bool = false, secrets: [String: String] = [:]
  ) throws(RuleFailure) -> Webhook? {
    let bot = try Bot(
      source: "webhook 'x' { \(options) }", file: "bots/trial.lua",
      environment: BotEnvironment(
        secret: { secrets[$0] }, formats: formats, makesUpSecrets: makesUpSecrets))
    return bot.configuration.webhooks.first
  }

  private func refusal(_ options: String) -> RuleFailure? {
    do {
      _ = try load(options)
      return nil
    } catch {
      return error
    }
  }

  @Test func `are those that there are, and a refusal names them`() throws {
    #expect(try load("url = 'https://a'")?.format == "json")
    #expect(try load("url = 'https://a', format = 'json'")?.format == "json")
    #expect(try load("url = 'https://a', format = 'odd', room = 'r'")?.format == "odd")
    let refusal = refusal("url = 'https://a', format = 'slack'")
    #expect(
      refusal?.message
        == #"format of webhook "x" is "slack" but must be one of "json", "odd", "home""#)
    #expect(refusal?.line == 1 && refusal?.reason == .configuration)
  }

  @Test func `give a url of their own, which the file may replace`() throws {
    #expect(try load("format = 'home'")?.url == "https://home.example/")
    #expect(try load("format = 'home', url = 'https://a'")?.url == "https://a")
  }

  @Test func `take texts, numbers, choices, lists and tables, and secrets in place of texts`()
    throws
  {
    let webhook = try load(
      """
      url = 'https://a', format = 'odd', room = secret 'ROOM', level = 3, mode = 'mute',
      urls = { 'one', secret 'TWO' }, headers = { b = 'plain', a = secret 'TWO' }
      """, secrets: ["ROOM": "r", "TWO": "2"])
    let settings = try #require(webhook?.settings)
    #expect(
      settings.json.text
        == #"{"room":"r","level":3,"mode":"mute","urls":["one","2"],"headers":{"a":"2","b":"plain"}}"#
    )
    #expect("\(settings)" == "<settings>")
    #expect(settings.text("room") == "r" && settings.number("level") == 3)
    #expect(settings.list("urls") == ["one", "2"])
    #expect(settings.table("headers").map(\.name) == ["a", "b"])
  }

  @Test func `take a number for a text of its digits`() throws {
    let webhook = try load("url = 'https://a', format = 'odd', room = -1001234567890")
    #expect(webhook?.settings.text("room") == "-1001234567890")
  }

  @Test func `take one text for a list of it`() throws {
    let webhook = try load("url = 'https://a', format = 'odd', room = 'r', urls = 'one'")
    #expect(webhook?.settings.list("urls") == ["one"])
  }

  @Test(arguments: [
    (
      "url = 'https://a', format = 'odd'", #"webhook "x" needs room: format "odd" can't do without"#
    ),
    (
      "url = 'https://a', room = 'r'",
      #"webhook "x" has the format "json", which takes no 'room': that is for "odd""#
    ),
    (
      "url = 'https://a', format = 'home', level = 1",
      #"webhook "x" has the format "home", which takes no 'level': that is for "odd""#
    ),
    (
      "url = 'https://a', format = 'odd', room = 'r', rom = 'r'",
      #"webhook "x" has no option 'rom'; it knows url, key, send, contact, seal, files, format, delay, ca, timeout, "#
        + "every, least, always, count, allow, cert, cert_key, order, concurrency, rate, expires, backlog, backlog_age, keep, "
        + "or_else, room, level, mode, urls, headers, scheme"
    ),
    (
      "url = 'https://a', format = 'odd', room = true",
      #"room of webhook "x" must be a text, a whole number or a secret, not a boolean"#
    ),
    (
      "url = 'https://a', format = 'odd', room = 'r', level = 6",
      #"level of webhook "x" is 6 but must be a whole number from 1 to 5"#
    ),
    (
      "url = 'https://a', format = 'odd', room = 'r', mode = 'shy'",
      #"mode of webhook "x" is "shy" but must be one of "loud", "mute""#
    ),
    (
      "url = 'https://a', format = 'odd', room = 'r', urls = { 'a', 1 }",
      #"urls of webhook "x" must be a text, a secret or a list of them, not a table"#
    ),
    (
      "url = 'https://a', format = 'odd', room = 'r', headers = { a = 1 }",
      #"headers of webhook "x" must be a table of names with texts or secrets: { name = "…" }, "#
        + "not a table"
    ),
    (
      "url = 'https://a', format = 'odd', room = 'nowhere'", #"room of webhook "x" is no room"#
    ),
    (
      "format = 'home', key = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX'",
      #"key of webhook "x" signs what is sent as "json"; format "home" signs nothing: leave it out"#
    ),
    ("format = 'odd', room = 'r'", #"webhook "x" needs a url"#),
  ])
  func `refuse what they don't take, with its line`(options: String, message: String) {
    let refusal = refusal(options)
    #expect(refusal?.message == message)
    #expect(refusal?.line == 1 && refusal?.reason == .configuration)
  }

  @Test func `don't judge a secret that is made up`() throws {
    let webhook = try load(
      "url = 'https://a', format = 'odd', room = secret 'nowhere'", makesUpSecrets: true)
    #expect(webhook?.settings.text("room") == "nowhere")
  }

  @Test func `judge what can't be a secret, beside one that is made up`() {
    let refusal = #expect(throws: RuleFailure.self) {
      try load(
        "url = secret 'U', format = 'odd', room = secret 'nowhere', scheme = 'odd'",
        makesUpSecrets: true)
    }
    #expect(refusal?.message == #"scheme of webhook "x" is odd"#)
  }
}
