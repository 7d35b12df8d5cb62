public import GatewayCore

/// The format of a webhook that names no other: JSON and headers after Standard Webhooks.
///
/// - Source: https://www.standardwebhooks.com
public enum JSONFormat {
  /// The body that tells of a message, made once, when the delivery is stored.
  public static func body(of message: InboundMessage, send: Webhook.Content) -> String {
    envelope(type: "message", at: message.receivedAt, data: send == .full ? data(message) : [])
  }

  /// The request for one attempt.
  ///
  /// - Parameters:
  ///   - now: the time of this attempt, which is part of what is signed.
  ///   - sign: gives the `webhook-signature` for "id.timestamp.body"; nil where the webhook has no
  ///     key.
  public static func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds,
    sign: ((_ content: String) -> String)? = nil
  ) -> OutgoingRequest {
    let timestamp = String(now.rawValue / 1_000)
    var headers = [
      HeaderField(name: "content-type", value: "application/json"),
      HeaderField(name: "user-agent", value: "Postern/0.1"),
      HeaderField(name: "webhook-id", value: delivery.webhookID),
      HeaderField(name: "webhook-timestamp", value: timestamp),
    ]
    if let sign {
      let signature = sign("\(delivery.webhookID).\(timestamp).\(delivery.body)")
      headers.append(HeaderField(name: "webhook-signature", value: signature))
    }
    return OutgoingRequest(
      webhook: webhook.name, url: webhook.url, headers: headers, body: Array(delivery.body.utf8))
  }

  private static func envelope(
    type: String, at time: UnixMilliseconds, data: [(name: String, value: JSONText)]
  ) -> String {
    JSONText.object([
      ("type", .string(type)), ("timestamp", .string(time.iso8601)), ("data", .object(data)),
    ]).text
  }

  private static func data(_ message: InboundMessage) -> [(name: String, value: JSONText)] {
    [
      ("id", .number(message.id.rawValue)), ("contact", contact(message.contact)),
      ("kind", .string(message.kind.rawValue)), ("text", .string(message.text)),
    ]
  }

  private static func contact(_ contact: Contact) -> JSONText {
    .object([
      ("codename", .string(contact.codename.text)), ("name", .string(contact.name)),
      ("label", contact.label.map(JSONText.string) ?? .null),
      ("key", .string(hexadecimal(contact.key))),
    ])
  }

  private static func hexadecimal(_ key: ContactKey) -> String {
    let digits = Array("0123456789ABCDEF")
    return String(key.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xf)]] })
  }
}
