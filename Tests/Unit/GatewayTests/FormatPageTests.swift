import Foundation
import GatewayCore
import GatewayRules
import GatewayWebhooks
import TestSupport
import Testing

@testable import Gateway

/// The page of formats says what the program does.
@Suite struct `The page of formats` {
  private static func text() throws -> String {
    try Repository.text(of: "Sources/Gateway/Gateway.docc/Formats.md")
  }

  /// Values that fit each secret that the page names.
  private static let secrets = [
    "SLACK_URL": "https://hooks.slack.example/services/T/B/x",
    "MATTERMOST_URL": "https://mattermost.example/hooks/x",
    "ROCKETCHAT_URL": "https://rocket.example/hooks/x/y",
    "DISCORD_URL": "https://discord.example/api/webhooks/1/x", "MATRIX_TOKEN": "syt_x",
    "NTFY_TOPIC": "desk-8f2a", "NTFY_TOKEN": "tk_x", "TELEGRAM_TOKEN": "123456:ABC",
    "MAIL_PASSWORD": "x", "MQTT_PASSWORD": "x", "APPRISE_KEY": "ops", "PAGER_TOKEN": "Token x",
    "GOTIFY_TOKEN": "AbC", "TEAMS_URL": "https://flows.example/triggers/x?sig=y",
  ]

  private static func load(_ source: String) throws -> Bot {
    try Bot(
      source: source, file: "bot.lua",
      environment: BotEnvironment(
        secret: { secrets[$0] },
        receiver: { url throws(SettingMistake) in try ReceiverAddress.checked(url) },
        formats: .all))
  }

  private static func blocks(_ language: String, in page: String) -> [String] {
    page.components(separatedBy: "```\(language)\n").dropFirst().map { block in
      block.components(separatedBy: "\n```")[0]
    }
  }

  @Test func `has a section for each format, with a declaration that is taken`() throws {
    let sections = try Self.text().components(separatedBy: "\n## ").dropFirst()
    for name in WebhookFormats.all.names where name != "json" {
      let section = try #require(sections.first { $0.hasPrefix("\(name)\n") }, "\(name)")
      for block in Self.blocks("lua", in: section) {
        let webhooks = try Self.load(block).configuration.webhooks
        #expect(webhooks.map(\.format) == [name])
      }
      for setting in WebhookFormats.all[name]?.settings ?? [] {
        #expect(section.contains(setting.name))
      }
    }
  }

  @Test func `is short for in the README, whose five lines are taken for each service`() throws {
    let readme = try Repository.text(of: "README.md")
    let example = try #require(
      Self.blocks("lua", in: readme).first { $0.contains("format = \"slack\"") })
    let lines = example.components(separatedBy: "\n")
    #expect(lines.count == 5)
    let others = readme.matches(of: /\| `(webhook "desk" \{ format = [^`]*)` \|/).map(\.output.1)
    #expect(others.count == 5 && others[0] == lines[1])
    for other in others {
      let source = ([lines[0], String(other)] + lines[2...]).joined(separator: "\n")
      #expect(try Self.load(source).configuration.webhooks.count == 1)
    }
  }

  @Test(arguments: ["mail", "mqtt"])
  func `is short for in the README, whose lines for mail and MQTT are taken`(name: String) throws {
    let readme = try Repository.text(of: "README.md")
    let scheme = name == "mail" ? "smtp" : name
    let example = try #require(
      Self.blocks("lua", in: readme).first { $0.contains("url = \"\(scheme)") })
    #expect(example.components(separatedBy: "\n").count == 5)
    #expect(try Self.load(example).configuration.webhooks.map(\.format) == [name])
  }

  @Test func `names every placeholder of a template`() throws {
    let page = try Self.text()
    let refusal = #expect(throws: RuleFailure.self) {
      _ = try Self.load(
        "webhook 'x' { url = 'https://a.example', format = 'template', body = '{{?}}' }")
    }
    let known = try #require(refusal?.message.components(separatedBy: "it knows ").last)
    let names = known.components(separatedBy: ", ")
    #expect(names.count > 8)
    for name in names { #expect(page.contains("`{{\(name)}}`")) }
  }

  @Test func `shows an envelope as it is sent`() throws {
    let example = try #require(Self.blocks("json", in: Self.text()).first)
    let contact = Contact(
      key: ContactKey(bytes: [UInt8](repeating: 1, count: 32)),
      codename: Codename(text: "amber-heron"), name: "Alice", firstSeen: UnixMilliseconds(0))
    let time = UnixMilliseconds(1_767_607_200_000)
    var event = WebhookEvent.message(
      InboundMessage(
        id: MessageID(17), contact: contact, kind: .text, text: "disk full on db1",
        receivedAt: time), at: time)
    let hash: [UInt64] = [0x8f3a_51c2_d40b_e697, 0x7a1c_05f2_b39e_64d8]
    event.identify(
      contact: Pseudonym(
        hash: hash.flatMap { word in (0..<8).reversed().map { UInt8(word >> ($0 * 8) & 0xFF) } }))
    let format = try #require(WebhookFormats.all["cloudevents"])
    let webhook = Webhook(
      name: "bus", url: "https://bus.example/in", format: "cloudevents",
      settings: FormatSettings([.init("source", .string("https://bot.example/"))]))
    let delivery = Delivery(
      id: DeliveryID(1), webhookID: "msg_1", webhook: "bus", contact: nil,
      format: "cloudevents", body: format.bodies(of: event, for: webhook)[0], due: time)
    let request = format.request(for: delivery, to: webhook, now: time)
    #expect(String(decoding: request.http?.body ?? [], as: UTF8.self) == example)
  }
}
