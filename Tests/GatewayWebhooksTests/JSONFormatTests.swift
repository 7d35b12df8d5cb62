import GatewayCore
import GatewayWebhooks
import Testing

@Suite struct JSONFormatTests {
  let message = InboundMessage(
    id: MessageID(7),
    contact: Contact(
      key: ContactKey(bytes: (0..<32).map { UInt8($0) }), codename: Codename(text: "able-auk"),
      name: "Ann \"A\"", label: nil, firstSeen: UnixMilliseconds(0)),
    kind: .text, text: "line\n\ttab \\ \u{1} é 🙂",
    receivedAt: UnixMilliseconds(1_700_000_000_125))

  @Test func `the full body holds everything of the message`() {
    let body = JSONFormat.body(of: message, send: .full)
    #expect(
      body == #"{"type":"message","timestamp":"2023-11-14T22:13:20.125Z","data":{"id":7,"#
        + #""contact":{"codename":"able-auk","name":"Ann \"A\"","label":null,"#
        + #""key":"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"},"#
        + #""kind":"text","text":"line\n\ttab \\ \u0001 é 🙂"}}"#)
  }

  @Test func `a notice holds no content and no identity`() {
    let body = JSONFormat.body(of: message, send: .notice)
    #expect(body == #"{"type":"message","timestamp":"2023-11-14T22:13:20.125Z","data":{}}"#)
  }

  private let delivery = Delivery(
    id: DeliveryID(1), webhookID: "msg_abc", webhook: "desk", contact: nil, body: "{}",
    due: UnixMilliseconds(0))
  private let webhook = Webhook(name: "desk", url: "https://example.org/x")

  @Test func `an attempt carries the delivery's identifier and its own time`() {
    let request = JSONFormat.request(
      for: delivery, to: webhook, now: UnixMilliseconds(1_700_000_000_999))
    #expect(
      request.headers.map { "\($0.name): \($0.value)" } == [
        "content-type: application/json", "user-agent: Postern/0.1", "webhook-id: msg_abc",
        "webhook-timestamp: 1700000000",
      ])
    #expect(request.body == Array("{}".utf8))
    #expect(request.url == webhook.url && request.webhook == "desk")
  }

  @Test func `what is signed is the identifier, the time and the body`() {
    let request = JSONFormat.request(
      for: delivery, to: webhook, now: UnixMilliseconds(1_700_000_000_999)
    ) { "v1,<\($0)>" }
    #expect(
      request.headers.last
        == HeaderField(name: "webhook-signature", value: "v1,<msg_abc.1700000000.{}>"))
  }
}
