public import GatewayCore

/// Messages of a Telegram bot to a chat, by `sendMessage`.
///
/// Nothing is parsed, and the whole text is one `pre` entity: no name, command or address in it
/// becomes a mention or a link. The token, which is part of the URL, and the chat come from the
/// settings at each attempt; neither is stored.
///
/// - Source: https://core.telegram.org/bots/api#sendmessage
public struct TelegramFormat: WebhookFormat {
  public let name = "telegram"
  public let urlStandard: String? = "https://api.telegram.org"
  public let settings = [
    FormatSetting("token", .text, isRequired: true),
    FormatSetting("chat", .text, isRequired: true),
    FormatSetting("thread", .number(1...Int64(Int32.max))),
  ]

  public init() {}

  private let layout = TextLayout(limit: 4_096, unit: .utf16, escape: .none)

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {
    let token = webhook.settings.text("token") ?? ""
    let isToken = token.utf8.contains(UInt8(ascii: ":")) && token.utf8.allSatisfy(Self.isToken)
    guard isToken else {
      throw FormatSettingMistake("token", "is no bot's token, which @BotFather gives: 123456:ABC…")
    }
    let chat = webhook.settings.text("chat") ?? ""
    guard Int64(chat).map({ $0 != 0 }) ?? Self.isChannel(chat) else {
      throw FormatSettingMistake("chat", "is neither a chat's number nor a channel's @name")
    }
    guard ReceiverURL(webhook.url).isServerAlone else {
      throw FormatSettingMistake(
        "url", "names a path; for format \"telegram\" leave it out, or name a server alone")
    }
  }

  private static func isChannel(_ text: String) -> Bool {
    text.hasPrefix("@") && text.utf8.count > 1
      && text.utf8.dropFirst().allSatisfy {
        $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "-") && isToken($0)
      }
  }

  private static func isToken(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || ":-_".utf8.contains(byte)
  }

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      JSONValue.object([
        .init("text", .string(part.whole)),
        .init(
          "entities",
          .array([
            .object([
              .init("type", .string("pre")), .init("offset", .integer(0)),
              .init("length", .integer(Int64(part.whole.utf16.count))),
            ])
          ])),
        .init("link_preview_options", .object([.init("is_disabled", .boolean(true))])),
      ]).text
    }
  }

  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    let chat = webhook.settings.text("chat") ?? ""
    var members: [JSONValue.Member] = [
      .init("chat_id", Int64(chat).map(JSONValue.integer) ?? .string(chat))
    ]
    if let thread = webhook.settings.number("thread") {
      members.append(.init("message_thread_id", .integer(thread)))
    }
    let token = webhook.settings.text("token") ?? ""
    return WebhookRequest(
      to: webhook, url: ReceiverURL(webhook.url).appending("/bot\(token)/sendMessage"),
      .http(HTTPContent(headers: .json, body: delivery.body.adding(members))))
  }

  public func result(of response: WebhookResponse) -> DeliveryResult {
    let json = ResponseJSON(response)
    let parameters = json.object("parameters")
    let description = json.text("description")
    switch response.status {
    case 200 where json.isTrue("ok"): return .delivered(status: 200)
    case 200..<300: return .unreachable("The receiver did not answer with ok, as Telegram does.")
    case 400:
      if let chat = parameters.integer("migrate_to_chat_id") {
        return response.rejected(.webhook, reason: "the chat has a new number: \(chat)")
      }
      return response.rejected(
        description?.contains("chat not found") == true ? .webhook : .message, reason: description)
    // 404: there is no bot of this token. 403: the bot was removed from the chat.
    case 401, 403, 404: return response.rejected(.webhook, reason: description)
    case 429: return response.refused(retryAfter: parameters.seconds("retry_after"))
    default: return response.resultByStatus
    }
  }
}
