import GatewayCore
import Testing

@testable import Gateway

/// What is shown of an exchange with a receiver.
@Suite struct `What is struck out` {
  @Test func `are secrets of the url and of the settings, short ones as words`() {
    var webhook = Webhook(
      name: "desk", url: "https://user:pass@a.example/hooks/t0ken?key=v4lue", format: "telegram",
      settings: FormatSettings([
        .init("token", .string("1:ABCDEF")), .init("chat", .string("12")),
        .init("thread", .integer(3)),
      ]))
    let struck = StruckOut(webhook)
    #expect(
      struck.strike(#"{"chat_id":12,"text":"at 12:30 in 2012, t0ken, v4lue","x":"1:ABCDEF"}"#)
        == #"{"chat_id":…,"text":"at …:30 in 2012, …, …","x":"…"}"#)
    webhook.format = "mqtt"
    webhook.settings = FormatSettings([.init("version", .string("5"))])
    #expect(StruckOut(webhook).strike("MQTT 5") == "MQTT 5", "a choice is no secret")
  }

  @Test func `is no part of a word of the message, where the url has a word in its path`() {
    let webhook = Webhook(name: "desk", url: "https://a.example/hook/T0K3N", format: "json")
    #expect(
      StruckOut(webhook).strike("a webhook's `hooks`, /hook/T0K3N") == "a webhook's `hooks`, …")
    #expect(StruckOut(webhook).strike("the hook xT0K3N") == "the … x…")
  }

  @Test func `is what was given as a secret, also where the setting may be shown`() {
    let members: [JSONValue.Member] = [
      .init("from", .string("bot@tips.example")), .init("to", .array([.string("desk@a.example")])),
    ]
    var webhook = Webhook(
      name: "editor", url: "smtp://mail.example", format: "mail",
      settings: FormatSettings(members))
    let line = "RCPT TO:<desk@a.example>"
    #expect(StruckOut(webhook).strike(line) == line)
    webhook.settings = FormatSettings(members, secrets: ["desk@a.example"])
    #expect(StruckOut(webhook).strike(line) == "RCPT TO:<…>")
  }
}
