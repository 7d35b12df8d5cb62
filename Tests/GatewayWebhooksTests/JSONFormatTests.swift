import GatewayCore
import GatewayWebhooks
import Testing

@Suite struct JSONFormatTests {
  private let delivery = Delivery(
    id: DeliveryID(1), webhookID: "msg_abc", webhook: "desk", contact: nil, body: "{}",
    due: UnixMilliseconds(0))
  private let webhook = Webhook(name: "desk", url: "https://example.org/x")

  @Test func `an attempt carries the delivery's identifier and its own time`() {
    let request = JSONFormat.request(
      for: delivery, to: webhook, now: UnixMilliseconds(1_700_000_000_999))
    #expect(
      request.headers.map { "\($0.name): \($0.value)" } == [
        "content-type: application/json", "user-agent: Postern", "webhook-id: msg_abc",
        "webhook-timestamp: 1700000000",
      ])
    #expect(request.body == Array("{}".utf8))
    #expect(request.url == webhook.url && request.webhook == "desk")
  }

  @Test func `what is signed is the identifier, the time and the body`() throws {
    let key = try WebhookKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")
    var webhook = webhook
    webhook.key = key
    let request = JSONFormat.request(
      for: delivery, to: webhook, now: UnixMilliseconds(1_700_000_000_999))
    let signature = WebhookSignature(key: key).header(for: "msg_abc.1700000000.{}")
    #expect(request.headers.last == HeaderField(name: "webhook-signature", value: signature))
  }
}
