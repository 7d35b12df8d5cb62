public import GatewayCore

/// Messages to an incoming webhook of Slack.
///
/// `&`, `<` and `>` are all that a text can do with there: a ping, a link and a channel's name each
/// need `<`. Slack's markup and its previews of links are switched off.
///
/// - Source: https://api.slack.com/reference/surfaces/formatting,
///   https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks
public struct SlackFormat: WebhookFormat {
  public let name = "slack"

  public init() {}

  // Slack cuts at 40,000 without a word, and breaks up what is long before that.
  private let layout = TextLayout(
    limit: 4_000, unit: .utf16,
    escape: .replacing(["&": "&amp;", "<": "&lt;", ">": "&gt;"]), mark: "&gt; ")

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      JSONValue.object([
        .init("text", .string(part.whole)), .init("mrkdwn", .boolean(false)),
        .init("unfurl_links", .boolean(false)), .init("unfurl_media", .boolean(false)),
      ]).text
    }
  }

  public func result(of response: WebhookResponse) -> DeliveryResult {
    switch response.status {
    case 200 where response.text == "ok" || ResponseJSON(response).isTrue("ok"):
      .delivered(status: 200)
    case 200..<300:
      .unreachable("The receiver did not answer \"ok\", as Slack does: is the url a webhook's?")
    case 400 where !Self.reasonsOfWebhook.contains(response.text):
      response.rejected(.message, reason: response.text)
    case 400, 403, 404, 410: response.rejected(.webhook, reason: response.text)
    default: response.resultByStatus
    }
  }

  /// Answers of status 400 that are about the webhook, and not about one message.
  private static let reasonsOfWebhook = ["user_not_found", "channel_not_found", "no_team"]
}
