import GatewayCore

extension Webhook {
  /// The headers of Standard Webhooks: the delivery's id and the time of the attempt, and where the
  /// webhook has a key the signature of both and the body.
  ///
  /// - Source: https://www.standardwebhooks.com
  func standardHeaders(
    for delivery: Delivery, body: String, now: UnixMilliseconds
  ) -> [HeaderField] {
    let timestamp = String(now.rawValue / 1_000)
    var headers = [
      HeaderField(name: "webhook-id", value: delivery.webhookID),
      HeaderField(name: "webhook-timestamp", value: timestamp),
    ]
    let signature = signature(
      of: body, id: delivery.webhookID, timestamp: timestamp, at: now)
    if let signature { headers.append(HeaderField(name: "webhook-signature", value: signature)) }
    return headers
  }
}
