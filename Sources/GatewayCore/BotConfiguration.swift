/// The declarations of a bot's file.
public struct BotConfiguration: Hashable, Sendable {
  public var profile: Profile
  public var contacts: ContactPolicy
  public var inbox: InboxPolicy
  public var limits: LimitPolicy
  /// `messages { join = … }`: whether the parts of a long text that the sender's client cut are
  /// joined.
  public var joinsParts: Bool
  /// By name, in the order of their declaration.
  public var webhooks: [Webhook]
  /// `every(…)` and `at(…)`, in the order of their declaration; no two have the same name.
  public var schedules: [Schedule]
  /// `hook(…)`, in the order of their declaration; no two have the same name.
  public var hooks: [IncomingHook] = []
  /// `files { … }`; without it none is taken.
  public var files = FilePolicy()
  /// `api { … }`; nil without it.
  public var api: APISettings?
  /// `replies { … }`, by name.
  public var replies: [CannedReply] = []

  public init(
    profile: Profile = Profile(), contacts: ContactPolicy = ContactPolicy(),
    inbox: InboxPolicy = InboxPolicy(), limits: LimitPolicy = LimitPolicy(),
    joinsParts: Bool = true, webhooks: [Webhook] = [], schedules: [Schedule] = []
  ) {
    self.profile = profile
    self.contacts = contacts
    self.inbox = inbox
    self.limits = limits
    self.joinsParts = joinsParts
    self.webhooks = webhooks
    self.schedules = schedules
  }

  /// `profile { name = …, about = …, avatar = …, network = … }`
  public struct Profile: Hashable, Sendable {
    /// At most 128 bytes of UTF-8.
    public var name: String
    /// The status message; at most `aboutBytesMax` of UTF-8.
    public var about: String
    package static let aboutBytesMax = 1_007
    /// "direct", "relay" or "tor"; nil leaves it to the command line.
    public var network: String?
    public var status: Status
    /// TCP relays, HOST:PORT:KEY each.
    public var relays: [String]
    /// DHT nodes to join through, HOST:PORT:KEY each; nil for the built-in list, empty for none.
    public var nodes: [String]?
    /// The picture that contacts are offered.
    public var avatar: Avatar?

    /// What contacts see beside the name.
    public enum Status: String, Hashable, Sendable, CaseIterable {
      case online, away, busy
    }

    public init(
      name: String = "", about: String = "", network: String? = nil, status: Status = .online,
      relays: [String] = [], nodes: [String]? = nil, avatar: Avatar? = nil
    ) {
      self.name = name
      self.about = about
      self.network = network
      self.status = status
      self.relays = relays
      self.nodes = nodes
      self.avatar = avatar
    }
  }

  /// `contacts { accept = … }`
  public struct ContactPolicy: Hashable, Sendable {
    public enum Accept: String, Hashable, Sendable, CaseIterable {
      /// Each request is accepted at once.
      case everyone
      /// Requests wait for `on("request", …)` or the owner.
      case ask
      /// Requests are dropped and counted.
      case nobody
      /// A request with the phrase is accepted at once, any other is dropped and counted.
      case phrase
      /// Requests get a code and wait for an hour for the owner to accept it.
      case code
    }

    public var accept: Accept
    /// Set where `accept` is `.phrase`.
    public var phrase: Phrase?
    /// The contact that is told of requests, where `accept` is `.code`.
    public var owner: ContactKey?
    /// Contacts that are members of the staff.
    public var staff: [StaffContact] = []
    /// Seconds after which a contact is forgotten that was accepted without the owner and never
    /// seen online; nil: never.
    public var forgetUnseen: Int64? = Self.forgetUnseenDefault

    /// Seconds since it was last seen after which a contact is forgotten; nil: never.
    public var forget: Int64?

    /// Two days: a phone that sent a request and lost its network is back by then, and its client
    /// repeats the request in any case.
    public static let forgetUnseenDefault: Int64 = 48 * 3_600

    public init(accept: Accept = .ask, phrase: Phrase? = nil) {
      self.accept = accept
      self.phrase = phrase
    }
  }

  /// `inbox { seal = …, keep = …, rules = … }`
  public struct InboxPolicy: Hashable, Sendable {
    public enum Seal: Hashable, Sendable {
      /// The file says nothing: as `off`, but a sealed home refuses it.
      case unspecified
      /// From now on content is stored in clear.
      case off
      /// Content is sealed to these keys on arrival.
      case to([InboxKey])

      /// The keys; none where nothing is sealed.
      public var readers: [InboxKey] {
        if case .to(let keys) = self { keys } else { [] }
      }
    }

    /// What rules see of what contacts write.
    public enum RuleSight: String, Hashable, Sendable, CaseIterable {
      case content
      /// The contact, the time and the length; of commands the name.
      case metadata
    }

    /// The most keys to which a bot seals.
    public static let readersMax = 16

    public enum Keep: Hashable, Sendable {
      case forever
      /// Content is erased this many seconds after it arrived.
      case seconds(Int64)
      /// No message is written to the disk; a receipt then means "handled".
      case nothing
    }

    public var seal: Seal
    public var keep: Keep
    public var rules: RuleSight
    /// After which the staff is reminded of conversations.
    public var deadlines: Deadlines?

    public init(
      seal: Seal = .unspecified, keep: Keep = .forever, rules: RuleSight = .content
    ) {
      self.seal = seal
      self.keep = keep
      self.rules = rules
    }

    /// Whether content is sealed on arrival.
    public var isSealed: Bool { !seal.readers.isEmpty }
  }
}
