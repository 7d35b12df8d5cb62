import GatewayCore
import GatewayWebhooks

/// A webhook of each format, and the events that it is sent in tests.
enum FormatExamples {
  static let time = UnixMilliseconds(1_767_607_200_000)

  static let formats = WebhookFormats.all.names.compactMap { WebhookFormats.all[$0] }

  /// A declaration as an owner would write it; every secret says so.
  static func webhook(_ format: any WebhookFormat) -> Webhook {
    var webhook = Webhook(
      name: "desk", url: format.urlStandard ?? "\(format.schemes[0])://desk.example",
      format: format.name,
      settings: FormatSettings(settings[format.name] ?? []))
    if ["slack", "discord", "teams", "mattermost", "rocketchat", "json"].contains(format.name) {
      webhook.url = "https://desk.example/secret-path"
    }
    return webhook
  }

  static let settings: [String: [JSONValue.Member]] = [
    "matrix": [
      .init("room", .string("!abc/d:matrix.example")), .init("token", .string("secret-token")),
    ],
    "ntfy": [
      .init("topic", .string("secret-topic")), .init("token", .string("secret-token")),
      .init("priority", .integer(4)),
    ],
    "telegram": [
      .init("token", .string("123456:secret-token")), .init("chat", .string("-1001234567890")),
    ],
    "template": [
      .init(
        "body",
        .string(
          #"{"from":"{{codename}}","name":"{{name}}","what":"{{type}} {{kind}} {{id}}","#
            + #""text":"{{ text }}","when":"{{time}} {{sent_at}}","level":"{{extra.level}}","#
            + #""all":"{{extra}}"}"#)),
      .init("headers", .object([.init("authorization", .string("Token secret-token"))])),
    ],
    "mail": [
      .init("from", .string("bot@example.org")),
      .init("to", .array([.string("a@example.org")])),
      .init("subject", .string("Grüße")), .init("user", .string("bot")),
      .init("password", .string("secret-password")),
    ],
    "mqtt": [
      .init("topic", .string("desk/message")), .init("user", .string("bot")),
      .init("password", .string("secret-password")),
    ],
    "gotify": [.init("token", .string("secret-token")), .init("priority", .integer(5))],
    "apprise": [.init("config", .string("secret-key")), .init("tag", .string("ops"))],
  ]

  private static let thin: WebhookEvent = {
    let webhook = Webhook(
      name: "desk", url: "https://desk.example", send: .thin, contact: .codename)
    return WebhookEvent(of: inbound("never sent"), for: webhook, at: time)
  }()

  static func message(
    _ text: String, name: String = "Alice", kind: InboundMessage.Kind = .text,
    sentAt: UnixMilliseconds? = nil, isRequest: Bool = false, extra: JSONValue? = nil
  ) -> WebhookEvent {
    var message = inbound(text, name: name, kind: kind, sentAt: sentAt)
    message.isRequest = isRequest
    return .message(message, extra: extra, at: time)
  }

  private static func inbound(
    _ text: String, name: String = "Alice", kind: InboundMessage.Kind = .text,
    sentAt: UnixMilliseconds? = nil
  ) -> InboundMessage {
    InboundMessage(
      id: MessageID(17),
      contact: Contact(
        key: ContactKey(bytes: [UInt8](repeating: 0xA1, count: 32)),
        codename: Codename(text: "amber-heron"), name: name, firstSeen: UnixMilliseconds(0)),
      kind: kind, text: text, receivedAt: time, sentAt: sentAt)
  }

  static let events: [(title: String, event: WebhookEvent)] = [
    ("a message", message("disk full on db1")),
    ("of a contact without a name", message("disk full on db1", name: "")),
    (
      "of several lines, with the time at which it was written",
      message(
        "first <line>\n*second* [line](http://a.example)\n\n@channel & more",
        sentAt: UnixMilliseconds(1_767_607_100_500))
    ),
    ("an action", message("waves", kind: .action)),
    ("a contact request", message("Hello, it's me.", isRequest: true)),
    (
      "with the rule's data",
      message(
        "disk full",
        extra: .object([
          .init("level", .integer(3)), .init("list", .array([.boolean(true), .null])),
          .init("note", .string("see <wiki>\nnow")),
        ]))
    ),
    ("a name that is hostile", message("hi", name: "\"*@here*\" <b>\n\u{202E}x")),
    ("a message by its number alone", thin),
    ("a notice", .notice(at: UnixMilliseconds(1_767_610_799_999))),
  ]

  /// The requests that an event becomes, in order.
  static func requests(
    _ event: WebhookEvent, in format: any WebhookFormat, to webhook: Webhook? = nil
  ) -> [WebhookRequest] {
    let webhook = webhook ?? Self.webhook(format)
    return format.bodies(of: event, for: webhook).enumerated().map { index, body in
      let delivery = Delivery(
        id: DeliveryID(Int64(index) + 1), webhookID: "msg_\(index + 1)", webhook: "desk",
        contact: nil, format: format.name, body: body, due: time)
      return format.request(for: delivery, to: webhook, now: time)
    }
  }
}
