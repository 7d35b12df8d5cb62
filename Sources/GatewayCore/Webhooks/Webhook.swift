/// `webhook "name" { url = …, key = …, send = …, format = … }`
public struct Webhook: Hashable, Sendable {
  public enum Content: String, Hashable, Sendable, CaseIterable {
    /// All of the event.
    case full
    /// Only that something happened: no content, no identity.
    case notice
  }

  public var name: String
  public var url: String
  /// The signing key, if one was given.
  public var key: WebhookKey?
  public var send: Content
  /// The name of the `WebhookFormat` in which events are written for it.
  public var format: String
  /// The settings that its format takes.
  public var settings: FormatSettings
  /// For notices: the minimum delay in milliseconds, so that a notice's time does not tell when a
  /// message came.
  public var delay: Int64
  /// PEM of the authorities that may issue its certificate; nil: those of the system.
  public var certificates: [UInt8]?
  /// The bot's own certificate for it, if it asks for one.
  public var clientCertificate: ClientCertificate?
  /// The addresses that it may go to beside public ones.
  public var allowed = AllowedAddresses()
  /// The timeout of an attempt in milliseconds.
  public var timeout: Int

  public static let formatStandard = "json"
  public static let timeoutStandard = 30_000
  /// 1 second to 5 minutes.
  public static let timeouts = 1_000...300_000

  /// 5 minutes.
  public static let standardNoticeDelay: Int64 = 300_000
  /// The longest delay that can be set: 7 days.
  public static let noticeDelayMax: Int64 = 7 * 86_400_000

  public init(
    name: String, url: String, key: WebhookKey? = nil, send: Content = .full,
    format: String = Self.formatStandard, settings: FormatSettings = FormatSettings(),
    delay: Int64 = 0, certificates: [UInt8]? = nil, timeout: Int = Self.timeoutStandard
  ) {
    self.certificates = certificates
    self.timeout = timeout
    self.delay = delay
    self.name = name
    self.url = url
    self.key = key
    self.send = send
    self.format = format
    self.settings = settings
  }
}
