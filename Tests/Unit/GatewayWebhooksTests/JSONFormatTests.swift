import GatewayCore
import GatewayWebhooks
import Testing

@Suite struct `The JSON format` {
  private let delivery = Delivery(
    id: DeliveryID(1), webhookID: "msg_abc", webhook: "desk", contact: nil, body: "{}",
    due: UnixMilliseconds(0))
  private let webhook = Webhook(name: "desk", url: "https://example.org/x")

  @Test func `an attempt carries the delivery's identifier and its own time`() {
    let request = JSONFormat().request(
      for: delivery, to: webhook, now: UnixMilliseconds(1_700_000_000_999))
    #expect(
      request.http?.headers.map { "\($0.name): \($0.value)" } == [
        "content-type: application/json", "user-agent: Postern", "webhook-id: msg_abc",
        "webhook-timestamp: 1700000000",
      ])
    #expect(request.http?.body == Array("{}".utf8))
    #expect(request.url == webhook.url && request.webhook == "desk")
  }

  @Test func `what is signed is the identifier, the time and the body`() throws {
    let key = try WebhookKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")
    var webhook = webhook
    webhook.key = key
    let request = JSONFormat().request(
      for: delivery, to: webhook, now: UnixMilliseconds(1_700_000_000_999))
    let signature = WebhookSignature(key: key).header(for: "msg_abc.1700000000.{}")
    #expect(request.http?.headers.last == HeaderField(name: "webhook-signature", value: signature))
  }

  @Test func `the body of a message has these members in this order`() {
    let extra = JSONValue.object([
      .init("list", .array([.integer(-1), .number(1.5), .boolean(true), .null])),
      .init("text", .string("a \"b\" \u{7F}")),
    ])
    let bodies = JSONFormat().bodies(
      of: `The formats of webhooks`.event("h\u{E9}\n\u{202E}", extra: extra), for: webhook)
    let text = #""h\#u{E9}\n\u202e""#
    #expect(
      bodies == [
        #"{"type":"message","timestamp":"2026-01-05T10:00:00.000Z","data":{"id":17,"contact":{"#
          + #""codename":"amber-heron","name":\#(text),"public_status":\#(text)},"kind":"text","#
          + #""text":\#(text),"time":"2026-01-05T10:00:00.000Z","#
          + #""sent_at":"2026-01-05T09:58:20.500Z","is_request":true,"#
          + #""extra":{"list":[-1,1.5,true,null],"text":"a \"b\" \u007f"}},"version":1}"#
      ])
  }

  @Test func `the body of a notice tells the hour and nothing else`() {
    let notice = WebhookEvent.notice(at: UnixMilliseconds(1_767_610_799_999))
    #expect(
      JSONFormat().bodies(of: notice, for: webhook)
        == [#"{"type":"notice","timestamp":"2026-01-05T10:00:00.000Z","data":{},"version":1}"#])
  }

  /// What follows `send` and `contact` in the file, and the contact in the body.
  @Test(arguments: [
    (
      Webhook.Content.full, Webhook.Naming?.none,
      #"{"codename":"amber-heron","name":"hi","public_status":"hi","id":"ID"}"#
    ),
    (.full, .pseudonym, #"{"id":"ID"}"#), (.message, nil, #"{"id":"ID"}"#),
    (.thin, nil, #"{"id":"ID"}"#), (.message, .codename, #"{"codename":"amber-heron","id":"ID"}"#),
    (.thin, .key, #"{"codename":"amber-heron","id":"ID","key":"KEY"}"#),
  ])
  func `calls a contact by its pseudonym, and by more where that is asked for`(
    send: Webhook.Content, contact: Webhook.Naming?, shown: String
  ) {
    let webhook = Webhook(name: "desk", url: "https://a.example/", send: send, contact: contact)
    var event = `The formats of webhooks`.event("hi", for: webhook)
    event.identify(contact: Pseudonym(hash: Array(0..<16)))
    let contact = shown.replacing("ID", with: "000102030405060708090a0b0c0d0e0f")
      .replacing("KEY", with: String(repeating: "A1", count: 32))
    let start =
      #"{"type":"message","timestamp":"2026-01-05T10:00:00.000Z","data":{"id":17,"contact":"#
    let said = #","kind":"text","text":"hi","time":"2026-01-05T10:00:00.000Z""#
    let rest =
      switch send {
      case .full: said + #","sent_at":"2026-01-05T09:58:20.500Z","is_request":true"#
      case .message: said + #","is_request":true"#
      default: ""
      }
    #expect(
      JSONFormat().bodies(of: event, for: webhook)
        == [start + contact + rest + #"},"version":1}"#])
  }
}
