import GatewayCore
import Testing

@testable import GatewayWebhooks

/// A file that a rule forwards.
@Suite struct `A forwarded file` {
  private func event(
    name: String = "minutes.pdf", size: UInt64? = 1_200, state: FileItem.State = .whole,
    for webhook: Webhook = `The formats of webhooks`.webhook
  ) -> WebhookEvent {
    let contact = Contact(
      key: ContactKey(bytes: [UInt8](repeating: 1, count: 32)),
      codename: Codename(text: "amber-heron"), name: "Alice", firstSeen: FormatExamples.time)
    let item = FileItem(
      id: MessageID(7), contact: contact.key, direction: .inbound, name: FileName(name),
      size: size, state: state, type: "application/pdf", digest: [1, 2], at: FormatExamples.time)
    return WebhookEvent(of: item, contact, for: webhook, at: FormatExamples.time)
  }

  private func attached(_ event: WebhookEvent, max: Int64?) -> AttachedFile? {
    var webhook = Webhook(name: "desk", url: "https://desk.example")
    webhook.filesMax = max
    let delivery = Delivery(
      id: DeliveryID(1), webhookID: "msg_1", webhook: "desk", contact: nil, body: event.json,
      due: FormatExamples.time)
    return JSONFormat().request(for: delivery, to: webhook, now: FormatExamples.time).http?.file
  }

  @Test func `goes along whole, up to the size that its webhook takes`() {
    let file = AttachedFile(
      id: MessageID(7), name: "minutes.pdf", type: "application/pdf", size: 1_200)
    #expect(attached(event(), max: 1_200) == file)
    #expect(attached(event(), max: 1_199) == nil)
    #expect(attached(event(), max: nil) == nil)
    #expect(attached(event(state: .offered), max: 5_000) == nil)
    #expect(attached(.notice(at: FormatExamples.time), max: 5_000) == nil)
  }

  @Test func `is shown to people with its size, type and state`() {
    let text = EventText(event(name: "../a\u{202E}b.pdf"))
    #expect(text.head == #"amber-heron "Alice" (file 7, 1.2 kB, application/pdf, whole)"#)
    #expect(text.text == "ab.pdf")
    #expect(EventText(event(size: nil, state: .offered)).head.contains("unknown size"))
  }

  @Test func `has a body in every format, whatever its name`() {
    for format in FormatExamples.formats {
      let webhook = FormatExamples.webhook(format)
      for text in `The formats of webhooks`.hostileTexts {
        let bodies = format.bodies(of: event(name: text, for: webhook), for: webhook)
        #expect(!bodies.isEmpty, "\(format.name)")
      }
    }
  }
}
