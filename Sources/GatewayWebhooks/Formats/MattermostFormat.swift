public import GatewayCore

/// Messages to an incoming webhook of Mattermost.
///
/// No setting of a request switches mentions off, and Slack's `<!channel>` and `<url|text>` are
/// taken before the Markdown is read: an invisible space behind each `@` and `<` stops them.
///
/// - Source: Mattermost's `integrations-guide/incoming-webhooks`; server `channels/app/webhook.go`
public struct MattermostFormat: WebhookFormat {
  public let name = "mattermost"

  public init() {}

  // A database that was never widened takes 4,000; the server would split in the middle of a word.
  private let layout = TextLayout(
    limit: 4_000, unit: .scalars,
    escape: .backslash(
      #"\*_~#+-.![]()>|`"#, others: ["@": "@\u{200B}", "<": "<\u{200B}"]))

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      JSONValue.object([.init("text", .string(part.whole))]).text
    }
  }

  public func result(of response: WebhookResponse) -> DeliveryResult {
    switch response.status {
    case 400: response.rejected(.message, reason: ResponseJSON(response).text("id"))
    // 501: incoming webhooks are switched off.
    case 403, 404, 501: response.rejected(.webhook, reason: ResponseJSON(response).text("id"))
    default: response.resultByStatus
    }
  }
}
