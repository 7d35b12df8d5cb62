public import GatewayCore

/// The event's own JSON in an envelope of CloudEvents 1.0, in structured mode.
///
/// The id is that of the delivery, so that source and id together are the same in each attempt and
/// in no other event.
///
/// - Source: https://github.com/cloudevents/spec, `cloudevents/spec.md`,
///   `bindings/http-protocol-binding.md`
public struct CloudEventsFormat: WebhookFormat {
  public let name = "cloudevents"
  public let signs = true
  public let settings = [FormatSetting("source", .plainText)]

  public init() {}

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {
    let source = webhook.settings.text("source") ?? Self.sourceStandard
    let isReference = source.utf8.allSatisfy { byte in
      (0x21..<0x7F).contains(byte) && !#""<>\^`{|}"#.utf8.contains(byte)
    }
    guard !source.isEmpty, isReference else {
      throw FormatSettingMistake(
        "source", "is no URI reference: ASCII without blanks, such as \"https://a.example/bot\"")
    }
  }

  private static let sourceStandard = "urn:postern"

  /// All of the event but id and source, which are added to each request.
  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    [
      JSONWriter.object { json in
        json.member("type", "postern.\(event.type)")
        json.member("time", event.time)
        json.member("datacontenttype", "application/json")
        json.member("data", event.writeData)
      }
    ]
  }

  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    let source = webhook.settings.text("source") ?? Self.sourceStandard
    let body = delivery.body.adding([
      .init("specversion", .string("1.0")), .init("id", .string(delivery.webhookID)),
      .init("source", .string(source)),
    ])
    let headers = [
      HeaderField(name: "content-type", value: "application/cloudevents+json; charset=utf-8"),
      HeaderField(name: "user-agent", value: "Postern"),
    ]
    return WebhookRequest(
      to: webhook,
      .http(
        HTTPContent(
          headers: headers
            + webhook.standardHeaders(
              for: delivery, body: String(decoding: body, as: UTF8.self), now: now),
          body: body)))
  }
}
