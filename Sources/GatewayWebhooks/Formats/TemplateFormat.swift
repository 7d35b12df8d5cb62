public import GatewayCore

/// A request of the owner's own: a body with placeholders, and headers.
///
/// Values are escaped for the kind of the body. Headers have no placeholders, so nothing that a
/// person writes gets into one; their values may be secrets and are not stored.
public struct TemplateFormat: WebhookFormat {
  public let name = "template"
  public let signs = true
  public let settings = [
    FormatSetting("body", .plainText, isRequired: true),
    FormatSetting("content", .choice(TemplateContent.allCases.map(\.rawValue))),
    FormatSetting("headers", .table), FormatSetting("method", .choice(["POST", "PUT"])),
  ]

  public init() {}

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {
    let template: Template
    do throws(SettingMistake) {
      template = try Template(webhook.settings.text("body") ?? "")
    } catch {
      throw FormatSettingMistake("body", error.description)
    }
    let content = Self.content(of: webhook)
    // Values that show a missing quote around them.
    let sample = template.filled(for: .notice(at: UnixMilliseconds(0))) { _ in
      content.escaped("a \"b\"")
    }
    guard content.isReadable(sample) else {
      throw FormatSettingMistake(
        "body", "is no JSON; each placeholder stands in quotes: \"{{text}}\". Or set content")
    }
    if content == .html, let fault = template.markupFault {
      throw FormatSettingMistake("body", fault)
    }
    var names: Set<String> = []
    for field in webhook.settings.table("headers") {
      try Self.check(field.name, field.value)
      guard names.insert(field.name.lowercased()).inserted else {
        throw FormatSettingMistake("headers", "has \(field.name) twice, whatever the case")
      }
    }
  }

  private static func check(
    _ name: String, _ value: String
  ) throws(FormatSettingMistake) {
    guard !name.isEmpty, name.utf8.allSatisfy(isToken) else {
      throw FormatSettingMistake(
        "headers", "has a name that is none for a header: letters, digits, -")
    }
    guard !reserved.contains(name.lowercased()), !name.lowercased().hasPrefix("webhook-") else {
      throw FormatSettingMistake("headers", "has \(name), which the program sets itself")
    }
    guard !value.contains("{{") else {
      throw FormatSettingMistake("headers", "has a placeholder in \(name); they are for the body")
    }
    guard !value.isEmpty, value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
      throw FormatSettingMistake(
        "headers", "has a value for \(name) that is empty or not of printable ASCII characters")
    }
  }

  private static let reserved = [
    "host", "content-length", "transfer-encoding", "connection", "expect", "te", "upgrade",
  ]

  private static func isToken(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || "-_".utf8.contains(byte)
  }

  private static func content(of webhook: Webhook) -> TemplateContent {
    webhook.settings.text("content").flatMap(TemplateContent.init) ?? .json
  }

  /// - Precondition: `check` found nothing.
  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    guard let template = try? Template(webhook.settings.text("body") ?? "") else {
      preconditionFailure("a template is checked when its file is loaded")
    }
    let content = Self.content(of: webhook)
    return [template.filled(for: event, content.escaped)]
  }

  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    let own = webhook.settings.table("headers").map { HeaderField(name: $0.name, value: $0.value) }
    let standard = [
      HeaderField(name: "content-type", value: Self.content(of: webhook).type),
      HeaderField(name: "user-agent", value: "Postern"),
    ].filter { field in !own.contains { $0.name.lowercased() == field.name } }
    let method = webhook.settings.text("method").flatMap(HTTPContent.Method.init) ?? .post
    return WebhookRequest(
      to: webhook,
      .http(
        HTTPContent(
          method: method,
          headers: standard
            + webhook.standardHeaders(for: delivery, body: delivery.body, now: now) + own,
          body: Array(delivery.body.utf8))))
  }
}
