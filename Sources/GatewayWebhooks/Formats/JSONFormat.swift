public import GatewayCore

/// The format of a webhook that names no other: the event's own JSON, with the headers of Standard
/// Webhooks.
///
/// - Source: https://www.standardwebhooks.com
public struct JSONFormat: WebhookFormat {
  public let name = Webhook.formatStandard
  public let signs = true

  public let takesAsks = true

  public init() {}

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] { [event.json] }

  /// Signed where the webhook has a key; the time of the attempt is part of what is signed.
  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    var content = HTTPContent(
      headers: .json + webhook.standardHeaders(for: delivery, body: delivery.body, now: now),
      body: Array(delivery.body.utf8))
    if let sizeMax = webhook.filesMax {
      content.file = AttachedFile(ofEvent: delivery.body, sizeMax: sizeMax)
    }
    return WebhookRequest(to: webhook, .http(content))
  }
}
