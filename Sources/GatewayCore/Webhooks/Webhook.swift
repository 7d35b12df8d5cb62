/// `webhook "name" { url = …, key = …, send = …, format = … }`
public struct Webhook: Hashable, Sendable {
  /// How much of an event it is sent.
  public enum Content: String, Hashable, Sendable, CaseIterable {
    /// All of the event but the contact's key.
    case full
    /// The same, sealed to the receiver's key.
    case sealed
    /// What was written and when it came: nothing that the contact says of itself, and nothing that
    /// the rule adds.
    case message
    /// The ids of the message and of its contact alone.
    case thin
    /// Only that something happened: no content, no identity.
    case notice

    /// Whether what people wrote is in it.
    public var holdsContent: Bool {
      switch self {
      case .full, .sealed, .message: true
      case .thin, .notice: false
      }
    }
  }

  /// What a contact is called in what it is sent.
  public enum Naming: String, Hashable, Sendable, CaseIterable {
    /// By its pseudonym alone, which no other receiver has for it.
    case pseudonym
    /// By its codename too, which is the same everywhere.
    case codename
    /// By its codename and its public key too.
    case key
  }

  /// A key that is being replaced: until its receiver has the new one too, both sign.
  public struct OldKey: Hashable, Sendable {
    public var key: WebhookKey
    public var until: UnixMilliseconds

    public init(_ key: WebhookKey, until: UnixMilliseconds) {
      self.key = key
      self.until = until
    }
  }

  public var name: String
  public var url: String
  /// The signing key, if one was given.
  public var key: WebhookKey?
  /// The one before it, which goes on signing for a while.
  public var oldKey: OldKey?
  public var send: Content
  public var contact: Naming
  /// The key to which `sealed` seals.
  public var sealingKey: SealingKey?
  /// The name of the `WebhookFormat` in which events are written for it.
  public var format: String
  /// The settings that its format takes.
  public var settings: FormatSettings
  /// For notices: the minimum delay in milliseconds, so that a notice's time does not tell when a
  /// message came.
  public var delay: Int64
  /// For notices that leave at fixed times; nil: after `delay`.
  public var schedule: NoticeSchedule?
  /// PEM of the authorities that may issue its certificate; nil: those of the system.
  public var certificates: [UInt8]?
  /// The bot's own certificate for it, if it asks for one.
  public var clientCertificate: ClientCertificate?
  /// The addresses that it may go to beside public ones.
  public var allowed = AllowedAddresses()
  /// The timeout of an attempt in milliseconds.
  public var timeout: Int
  /// Bytes of the largest file that goes along with the event of it; nil: none does.
  public var filesMax: Int64?
  /// How fast, in which order and for how long its deliveries are sent.
  public var lane = LaneSettings()

  public static let formatStandard = "json"
  public static let timeoutStandard = 30_000
  /// 1 second to 5 minutes.
  public static let timeouts = 1_000...300_000

  /// What a file that goes along may have at most: an attempt has to end within its timeout.
  public static let filesMaxMax: Int64 = 1_000_000_000

  /// 5 minutes.
  public static let standardNoticeDelay: Int64 = 300_000
  /// The longest delay that can be set: 7 days.
  public static let noticeDelayMax: Int64 = 7 * 86_400_000

  public init(
    name: String, url: String, key: WebhookKey? = nil, send: Content = .full,
    contact: Naming? = nil, format: String = Self.formatStandard,
    settings: FormatSettings = FormatSettings(), delay: Int64 = 0, certificates: [UInt8]? = nil,
    timeout: Int = Self.timeoutStandard
  ) {
    self.certificates = certificates
    self.timeout = timeout
    self.delay = delay
    self.name = name
    self.url = url
    self.key = key
    self.send = send
    self.contact = contact ?? Self.standardNaming(send: send, format: format)
    self.format = format
    self.settings = settings
  }

  /// Whether its receiver alone can read what it is sent.
  public var isSealed: Bool { if case .sealed = send { true } else { false } }

  /// The keys that sign an attempt at this time, the newest first.
  public func signingKeys(at now: UnixMilliseconds) -> [WebhookKey] {
    let old = oldKey.flatMap { now < $0.until ? $0.key : nil }
    return [key, old].compactMap(\.self)
  }

  /// A receiver of all of an event may belong to the inbox, where contacts have codenames; and what
  /// no program reads is for people.
  private static func standardNaming(send: Content, format: String) -> Naming {
    [.full, .sealed].contains(send) || !formatsOfPrograms.contains(format)
      ? .codename : .pseudonym
  }

  private static let formatsOfPrograms = [formatStandard, "cloudevents"]
}
