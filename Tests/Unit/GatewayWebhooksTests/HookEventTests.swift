import Foundation
import GatewayCore
import Testing

@testable import GatewayWebhooks

/// A request to a hook that a rule forwards.
@Suite struct `A forwarded request to a hook` {
  private func event(
    _ text: String, extra: JSONValue? = nil,
    for webhook: Webhook = `The formats of webhooks`.webhook
  ) -> WebhookEvent {
    WebhookEvent(
      of: HookRequest(hook: "deploy", id: "72d3162e"), text: text, extra: extra, for: webhook,
      at: FormatExamples.time)
  }

  @Test func `is the JSON that its page shows`() throws {
    let event = event(#"{"ref":"main"}"#, extra: .object([.init("urgent", .boolean(true))]))
    let wanted = #"""
      {"type":"hook","timestamp":"2026-01-05T10:00:00.000Z","data":{"hook":"deploy","id":"72d3162e","text":"{\"ref\":\"main\"}","extra":{"urgent":true}}
      """#
    #expect(event.json.hasPrefix(wanted), "\(event.json)")
  }

  @Test func `is shown to people with the hook's name, what was sent and the rule's data`() {
    let event = event("line one\nline two\u{202E}", extra: .object([.init("level", .integer(3))]))
    let text = EventText(event)
    #expect(text.head == "Hook deploy" && text.extra == ["level: 3"])
    #expect(text.text?.contains("line one") == true && text.text?.contains("\u{202E}") == false)
  }

  @Test func `has a body in every format, whatever was sent`() {
    for format in FormatExamples.formats {
      let webhook = FormatExamples.webhook(format)
      for text in `The formats of webhooks`.hostileTexts {
        let bodies = format.bodies(
          of: event(text, extra: .string(text), for: webhook), for: webhook)
        #expect(!bodies.isEmpty, "\(format.name)")
      }
    }
  }
}
