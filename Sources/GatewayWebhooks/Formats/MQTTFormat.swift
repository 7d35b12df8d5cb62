public import GatewayCore

/// Publications over MQTT: the event's JSON, as JSON webhooks have it, without their header fields.
public struct MQTTFormat: WebhookFormat {
  public let name = "mqtt"
  public let schemes = ["mqtts", "mqtt"]
  public let settings = [
    FormatSetting("topic", .text, isRequired: true, isShown: true),
    FormatSetting("user", .text, isShown: true),
    FormatSetting("password", .text), FormatSetting("retain", .choice(["yes", "no"])),
    FormatSetting("version", .choice(MQTTContent.Version.allCases.map(\.rawValue))),
    FormatSetting("status", .text, isShown: true),
  ]

  public init() {}

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {
    for setting in ["topic", "status"] {
      guard let topic = webhook.settings.text(setting) else { continue }
      do throws(SettingMistake) { try MQTTTopic.check(topic) } catch {
        throw FormatSettingMistake(setting, error.description)
      }
    }
    guard webhook.settings.text("topic") != webhook.settings.text("status") else {
      throw FormatSettingMistake("status", "is the topic that messages are published to")
    }
    for setting in ["user", "password"] {
      guard webhook.settings.text(setting)?.utf8.count ?? 0 <= 65_535 else {
        throw FormatSettingMistake(setting, "is longer than 65535 bytes")
      }
    }
    if webhook.settings.text("password") != nil, webhook.settings.text("user") == nil {
      throw FormatSettingMistake("password", "needs a user beside it")
    }
  }

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    JSONFormat().bodies(of: event, for: webhook)
  }

  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    let message = MQTTContent.Message(
      topic: webhook.settings.text("topic") ?? "", payload: Array(delivery.body.utf8),
      isRetained: webhook.settings.text("retain") == "yes")
    return WebhookRequest(to: webhook, .mqtt(MQTTContent(session(of: webhook), message)))
  }

  public func standingRequest(of webhook: Webhook) -> WebhookRequest? {
    let session = session(of: webhook)
    return session.statusTopic == nil
      ? nil : WebhookRequest(to: webhook, .mqtt(MQTTContent(session, nil)))
  }

  public func probe(of webhook: Webhook) -> WebhookRequest {
    var session = session(of: webhook)
    // The probe's end must not say that the bot is away.
    session.statusTopic = nil
    return WebhookRequest(to: webhook, .mqtt(MQTTContent(session, nil)))
  }

  private func session(of webhook: Webhook) -> MQTTContent.Session {
    let settings = webhook.settings
    return MQTTContent.Session(
      version: settings.text("version").flatMap(MQTTContent.Version.init) ?? .v5,
      user: settings.text("user"), password: settings.text("password"),
      statusTopic: settings.text("status"))
  }
}
