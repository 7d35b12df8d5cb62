public import GatewayCore

/// Messages to a webhook of Discord.
///
/// `allowed_mentions` without any kind stops every ping; the escapes stop links with another text
/// and all other markup.
///
/// - Source: discord-api-docs `developers/resources/webhook.mdx`, `message.mdx`,
///   `topics/rate-limits.mdx`
public struct DiscordFormat: WebhookFormat {
  public let name = "discord"

  public init() {}

  private let layout = TextLayout(
    limit: 2_000, unit: .utf16, escape: .backslash(#"\*_~|>#-[]()<:@`"#))

  /// No previews of links.
  private static let suppressEmbeds: Int64 = 4

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      JSONValue.object([
        .init("content", .string(part.whole)),
        .init("allowed_mentions", .object([.init("parse", .array([]))])),
        .init("flags", .integer(Self.suppressEmbeds)),
      ]).text
    }
  }

  /// Waits until Discord has stored the message: without `wait` it answers 204 also where it
  /// has not.
  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    let separator = webhook.url.contains("?") ? "&" : "?"
    return WebhookRequest(
      to: webhook, url: webhook.url + separator + "wait=true",
      .http(HTTPContent(headers: .json, body: Array(delivery.body.utf8))))
  }

  public func result(of response: WebhookResponse) -> DeliveryResult {
    switch response.status {
    case 200: .delivered(status: 200)
    case 201..<300: .unreachable("Discord did not confirm that it stored the message.")
    case 400: response.rejected(.message, reason: Self.reason(response))
    // Going on after these gets the address of this machine banned.
    case 401, 403, 404: response.rejected(.webhook, reason: Self.reason(response))
    case 429: response.refused(retryAfter: ResponseJSON(response).seconds("retry_after"))
    default: response.resultByStatus
    }
  }

  /// With nothing left the next request would be refused.
  public func pause(after response: WebhookResponse) -> Int64? {
    guard let quota = response.quota, quota.remaining <= 0 else { return nil }
    return quota.resetAfter
  }

  private static func reason(_ response: WebhookResponse) -> String? {
    let json = ResponseJSON(response)
    guard let code = json.integer("code") else { return nil }
    return json.text("message").map { "\(code) \($0)" } ?? "\(code)"
  }
}
