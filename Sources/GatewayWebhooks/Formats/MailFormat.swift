public import GatewayCore

/// Mails: one for each recipient, so that a refused one is known, and tried again alone.
public struct MailFormat: WebhookFormat {
  public let name = "mail"
  public let schemes = ["smtps", "smtp"]
  public let settings = [
    FormatSetting("from", .text, isRequired: true, isShown: true),
    FormatSetting("to", .list, isRequired: true, isShown: true),
    FormatSetting("subject", .text, isShown: true), FormatSetting("user", .text, isShown: true),
    FormatSetting("password", .text), FormatSetting("tls", .choice(["none"])),
  ]

  public let hasReceiverPerBody = true

  static let recipientsMax = 50
  static let subjectBytesMax = 400

  public init() {}

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {
    guard webhook.settings.text("from").flatMap(MailAddress.init) != nil else {
      throw FormatSettingMistake("from", Self.noAddress)
    }
    let recipients = webhook.settings.list("to")
    guard (1...Self.recipientsMax).contains(recipients.count) else {
      throw FormatSettingMistake("to", "must have from 1 to \(Self.recipientsMax) addresses")
    }
    guard recipients.allSatisfy({ MailAddress($0) != nil }) else {
      throw FormatSettingMistake("to", Self.noAddress)
    }
    guard Set(recipients).count == recipients.count else {
      throw FormatSettingMistake("to", "has an address twice")
    }
    // A notice that waits stands for all that follow: also for those to other addresses.
    guard webhook.send != .notice || recipients.count == 1 else {
      throw FormatSettingMistake(
        "to", "has several addresses; a notice goes to one, so declare a webhook for each")
    }
    guard webhook.settings.text("subject")?.utf8.count ?? 0 <= Self.subjectBytesMax else {
      throw FormatSettingMistake("subject", "is longer than \(Self.subjectBytesMax) bytes")
    }
    try checkLogin(webhook)
  }

  private static let noAddress =
    "must be an address like desk@example.org: ASCII, without a name, quotes or blanks"

  private func checkLogin(_ webhook: Webhook) throws(FormatSettingMistake) {
    let user = webhook.settings.text("user")
    let password = webhook.settings.text("password")
    if (user == nil) != (password == nil) {
      throw FormatSettingMistake(
        user == nil ? "user" : "password", "is missing: a login has both user and password")
    }
    for (setting, value) in [("user", user), ("password", password)] {
      guard value?.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) ?? true
      else {
        throw FormatSettingMistake(setting, "has control characters")
      }
    }
    guard webhook.settings.text("tls") == "none" else { return }
    if webhook.url.lowercased().hasPrefix("smtps:") {
      throw FormatSettingMistake("tls", "is \"none\", but the url begins with smtps://")
    }
    if user != nil {
      throw FormatSettingMistake("tls", "is \"none\": the password would be readable on its way")
    }
  }

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    webhook.settings.list("to").compactMap(MailAddress.init).map {
      MailDraft(to: $0, at: event.time, text: event.mailText).body
    }
  }

  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    let draft = MailDraft(body: delivery.body)
    let from = webhook.settings.text("from").flatMap(MailAddress.init)
    guard let draft, let from else { return probe(of: webhook) }
    let message = MailMessage(
      from: from, draft: draft, subject: webhook.settings.text("subject") ?? Self.subject,
      id: delivery.webhookID)
    return WebhookRequest(
      to: webhook, .mail(content(webhook, to: draft.recipient.text, message: message.bytes)))
  }

  private static let subject = "New message"

  /// As far as the login.
  public func probe(of webhook: Webhook) -> WebhookRequest {
    WebhookRequest(to: webhook, .mail(content(webhook, to: "", message: nil)))
  }

  private func content(
    _ webhook: Webhook, to recipient: String, message: [UInt8]?
  ) -> MailContent {
    let settings = webhook.settings
    var login: MailContent.Login?
    if let user = settings.text("user"), let password = settings.text("password") {
      login = MailContent.Login(user: user, password: password)
    }
    return MailContent(
      from: settings.text("from") ?? "", recipient: recipient, message: message, login: login,
      demandsTLS: settings.text("tls") != "none")
  }
}
