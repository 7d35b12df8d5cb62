public import GatewayCore

/// The format of a webhook that names no other: the stored body as it is, with the headers of
/// Standard Webhooks.
///
/// - Source: https://www.standardwebhooks.com
public enum JSONFormat {
  /// The request for one attempt; signed where the webhook has a key.
  ///
  /// - Parameter now: the time of this attempt, which is part of what is signed.
  public static func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> OutgoingRequest {
    let timestamp = String(now.rawValue / 1_000)
    var headers = [
      HeaderField(name: "content-type", value: "application/json"),
      HeaderField(name: "user-agent", value: "Postern"),
      HeaderField(name: "webhook-id", value: delivery.webhookID),
      HeaderField(name: "webhook-timestamp", value: timestamp),
    ]
    if let key = webhook.key {
      let content = "\(delivery.webhookID).\(timestamp).\(delivery.body)"
      headers.append(
        HeaderField(
          name: "webhook-signature", value: WebhookSignature(key: key).header(for: content)))
    }
    return OutgoingRequest(
      webhook: webhook.name, url: webhook.url, headers: headers, body: Array(delivery.body.utf8),
      certificates: webhook.certificates, timeout: webhook.timeout)
  }
}
