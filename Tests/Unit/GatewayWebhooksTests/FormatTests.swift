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

  static let webhook = Webhook(name: "desk", url: "https://desk.example/hook")

  static func event(
    _ text: String, extra: JSONValue? = nil, for webhook: Webhook = webhook
  ) -> WebhookEvent {
    var message = InboundMessage(
      id: MessageID(17),
      contact: Contact(
        key: ContactKey(bytes: [UInt8](repeating: 0xA1, count: 32)),
        codename: Codename(text: "amber-heron"), name: text, publicStatus: text,
        firstSeen: UnixMilliseconds(0)),
      kind: .text, text: text, receivedAt: UnixMilliseconds(1_767_607_200_000),
      sentAt: UnixMilliseconds(1_767_607_100_500))
    message.isRequest = true
    return WebhookEvent(
      of: message, extra: extra, for: webhook, at: UnixMilliseconds(1_767_607_200_000))
  }

  private let formats = FormatExamples.formats

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
      let webhook = FormatExamples.webhook(format)
      let bodies = format.bodies(of: event, for: webhook)
      #expect(!bodies.isEmpty && bodies == format.bodies(of: event, for: webhook))
    }
  }

  @Test func `tell of a thin event nothing that was written`() {
    let thin = Webhook(name: "desk", url: "https://desk.example/hook", send: .thin)
    let event = Self.event("a secret", for: thin)
    for format in formats {
      for body in format.bodies(of: event, for: thin) { #expect(!body.contains("secret")) }
    }
  }

  @Test func `tell of a notice neither content nor identity`() {
    let notice = WebhookEvent.notice(at: UnixMilliseconds(1_767_610_799_999))
    for format in formats {
      for body in format.bodies(of: notice, for: FormatExamples.webhook(format)) {
        #expect(!body.contains("amber") && !body.contains("10:59"))
      }
    }
  }
}
