public import GatewayCore

/// Notifications to a topic of an ntfy server.
///
/// They are posted to the server's root as JSON. A topic is as good as a password: it comes from
/// the settings at each attempt and is not stored.
///
/// - Source: ntfy `docs/publish.md`, `server/server.go`, `server/errors.go`
public struct NtfyFormat: WebhookFormat {
  public let name = "ntfy"
  public let settings = [
    FormatSetting("topic", .text, isRequired: true), FormatSetting("token", .text),
    FormatSetting("priority", .number(1...5)),
  ]

  public init() {}

  // A message of more than 4,096 bytes would become an attachment; the whole JSON, in which a byte
  // may take two, has at most 8,192.
  private let layout = TextLayout(limit: 3_800, unit: .utf8, escape: .none)

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {
    let topic = webhook.settings.text("topic") ?? ""
    guard (1...64).contains(topic.utf8.count), topic.utf8.allSatisfy(Self.isTopic) else {
      throw FormatSettingMistake(
        "topic", "must have 1 to 64 letters from a to z and A to Z, digits, - and _")
    }
    guard ReceiverURL(webhook.url).isServerAlone else {
      throw FormatSettingMistake(
        "url", "names a path; for format \"ntfy\" it is the server's alone, beside topic = \"…\"")
    }
  }

  private static func isTopic(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || "-_".utf8.contains(byte)
  }

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      // Without a message the server would write "triggered".
      part.titled.text
    }
  }

  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    var members: [JSONValue.Member] = [
      .init("topic", .string(webhook.settings.text("topic") ?? ""))
    ]
    if let priority = webhook.settings.number("priority") {
      members.append(.init("priority", .integer(priority)))
    }
    let token = webhook.settings.text("token").map { [HeaderField.bearer($0)] } ?? []
    return WebhookRequest(
      to: webhook,
      .http(HTTPContent(headers: .json + token, body: delivery.body.adding(members))))
  }

  public func result(of response: WebhookResponse) -> DeliveryResult {
    let json = ResponseJSON(response)
    let reason = json.integer("code").map { code in
      json.text("error").map { "\(code) \($0)" } ?? "\(code)"
    }
    return switch response.status {
    case 400, 413: response.rejected(.message, reason: reason)
    case 401, 403, 404: response.rejected(.webhook, reason: reason)
    case 429 where json.integer("code") == Self.quotaOfDay: response.refused(retryAfter: 3_600)
    // It names no time: after 60 at once it takes one each 5 seconds.
    case 429: response.refused(retryAfter: 5)
    default: response.resultByStatus
    }
  }

  private static let quotaOfDay: Int64 = 42_908
}
