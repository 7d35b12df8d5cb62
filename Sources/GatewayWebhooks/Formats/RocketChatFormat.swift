public import GatewayCore

/// Messages to an incoming webhook of Rocket.Chat.
///
/// Its markup has no escapes. A mention needs a name right behind `@`, a link `(` right behind `]`:
/// an invisible space stops them. `<` begins a link whatever is behind it, so it is written in its
/// wide form.
///
/// - Source: Rocket.Chat, `packages/message-parser/src/grammar.pegjs`
public struct RocketChatFormat: WebhookFormat {
  public let name = "rocketchat"

  public init() {}

  // A server's own limit is 5,000 characters unless its owner changes it.
  private let layout = TextLayout(
    limit: 4_000, unit: .utf16,
    escape: .replacing([
      "@": "@\u{200B}", "#": "#\u{200B}", "]": "]\u{200B}", "<": "\u{FF1C}",
    ]))

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      JSONValue.object([
        .init("text", .string(part.whole)), .init("parseUrls", .boolean(false)),
      ]).text
    }
  }

  public func result(of response: WebhookResponse) -> DeliveryResult {
    let json = ResponseJSON(response)
    return switch response.status {
    case 200 where json.isTrue("success"): .delivered(status: 200)
    case 200..<300:
      .unreachable("The receiver did not answer with success, as Rocket.Chat does.")
    case 400: response.rejected(.message, reason: json.text("error"))
    case 401, 403, 404: response.rejected(.webhook, reason: json.text("error"))
    default: response.resultByStatus
    }
  }
}
