import Foundation
import GatewayCore
import GatewayWebhooks
import Testing

/// What holds for every format.
@Suite struct `The formats of webhooks` {
  /// Texts that escape, forge, ping or overflow, and unusual ones.
  static let hostileTexts = [
    "", " ", "\"\\\n\r\t", "\u{0}\u{1F}\u{7F}", "</script><!channel> @everyone <@U1> [a](http://b)",
    "\u{202E}gpj.exe\u{2066}", "{\"type\":\"notice\"}", "👩‍🚀漢字\u{2028}\u{FEFF}",
    "a\r\nx-evil: yes\r\n\r\n", String(repeating: "\u{1}", count: 40_000),
    String(repeating: "é", count: 32_000),
  ]

  static let webhook = Webhook(
    name: "desk", url: "https://desk.example/hook",
    settings: FormatSettings([
      .init("from", .string("bot@example.org")),
      .init("to", .array([.string("a@example.org"), .string("b@example.org")])),
      .init("topic", .string("desk")),
    ]))

  static func event(_ text: String, extra: JSONValue? = nil) -> WebhookEvent {
    var message = InboundMessage(
      id: MessageID(17),
      contact: Contact(
        key: ContactKey(bytes: [UInt8](repeating: 0xA1, count: 32)),
        codename: Codename(text: "amber-heron"), name: text, publicStatus: text,
        firstSeen: UnixMilliseconds(0)),
      kind: .text, text: text, receivedAt: UnixMilliseconds(1_767_607_200_000),
      sentAt: UnixMilliseconds(1_767_607_100_500))
    message.isRequest = true
    return .message(message, extra: extra, at: UnixMilliseconds(1_767_607_200_000))
  }

  private var formats: [any WebhookFormat] {
    WebhookFormats.all.names.compactMap { WebhookFormats.all[$0] }
  }

  @Test func `have names of their own, of small letters, and the standard one is there`() {
    let names = WebhookFormats.all.names
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { !$0.isEmpty && $0.allSatisfy { ("a"..."z").contains($0) } })
    #expect(WebhookFormats.all[Webhook.formatStandard] != nil)
    #expect(WebhookFormats.all["Json"] == nil)
  }

  @Test(arguments: hostileTexts)
  func `write the same event to the same bytes, whatever was written`(text: String) throws {
    for format in formats {
      let event = Self.event(text, extra: .string(text))
      let bodies = format.bodies(of: event, for: Self.webhook)
      #expect(!bodies.isEmpty && bodies == format.bodies(of: event, for: Self.webhook))
    }
  }

  @Test(arguments: hostileTexts)
  func `put nothing of a message into the head of a request`(text: String) throws {
    for format in formats {
      for body in format.bodies(of: Self.event(text), for: Self.webhook) {
        let delivery = Delivery(
          id: DeliveryID(1), webhookID: "msg_1", webhook: "desk", contact: nil, body: body,
          due: UnixMilliseconds(0))
        let request = format.request(
          for: delivery, to: Self.webhook, now: UnixMilliseconds(1_767_607_200_000))
        let other = format.request(
          for: Delivery(
            id: DeliveryID(1), webhookID: "msg_1", webhook: "desk", contact: nil, body: "",
            due: UnixMilliseconds(0)), to: Self.webhook,
          now: UnixMilliseconds(1_767_607_200_000))
        #expect(request.http?.headers == other.http?.headers && request.url == other.url)
        #expect(request.http?.method == other.http?.method)
      }
    }
  }

  @Test func `tell of a notice neither content nor identity`() {
    let notice = WebhookEvent.notice(at: UnixMilliseconds(1_767_610_799_999))
    for format in formats {
      for body in format.bodies(of: notice, for: Self.webhook) {
        #expect(!body.contains("amber") && !body.contains("10:59"))
      }
    }
  }
}
