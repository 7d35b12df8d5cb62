public import GatewayCore

/// The format of a webhook that names no other: the event's own JSON, with the headers of Standard
/// Webhooks.
///
/// - Source: https://www.standardwebhooks.com
public struct JSONFormat: WebhookFormat {
  public let name = Webhook.formatStandard
  public let signs = true

  public init() {}

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] { [event.json.text] }

  /// Signed where the webhook has a key; the time of the attempt is part of what is signed.
  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    let timestamp = String(now.rawValue / 1_000)
    var headers = [HeaderField].json
    headers.append(HeaderField(name: "webhook-id", value: delivery.webhookID))
    headers.append(HeaderField(name: "webhook-timestamp", value: timestamp))
    let signature = webhook.signature(
      of: delivery.body, id: delivery.webhookID, timestamp: timestamp, at: now)
    if let signature { headers.append(HeaderField(name: "webhook-signature", value: signature)) }
    return WebhookRequest(delivery, to: webhook, headers: headers)
  }
}
