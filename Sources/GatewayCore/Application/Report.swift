/// A report of a running bot: printed as a line of JSON, or in words for a person.
public enum Report: Sendable {
  case ready(ReadyReport)
  case connection(ConnectionReport)
  /// Another process uses the bot's key.
  case runsElsewhere
  /// The progress of joining the network, for a person.
  case progress(String)
  /// The proxy became unreachable, or reachable again.
  case proxy(ProxyReport)
  /// `code` accepts the request, where the bot accepts by code.
  case contactRequest(Contact, text: String, code: RequestCode? = nil)
  case contactOnline(Contact)
  case contactOffline(Contact)
  case message(InboundMessage)
  /// A part of an answer was sent to the contact, or waits for it.
  case reply(Contact, OutboxMessage)
  /// The contact's client has it.
  case receipt(Contact, OutboxID)
  /// A part of an answer is too old, and is not sent any more.
  case replyExpired(Contact, OutboxID)
  /// The contact's name changed.
  case profile(Contact)
  /// "online", "away" or "busy".
  case status(Contact, String)
  case typing(Contact, Bool)
  /// A call, a file or an invitation, which was refused.
  case offer(Contact, ContactOffer)
  /// What the owner's people know of a conversation changed; nil: the contact wrote.
  case conversation(Contact, Triage, by: Author?)
  /// A conversation has stayed as it is for too long.
  case deadline(DeadlineNotice)
  /// The state or the progress of a file.
  case file(FileItem, Contact)
  case delivery(DeliveryReport)
  /// A webhook is paused, or resumed.
  case webhook(WebhookReport)
  case ruleError(RuleFailure, message: MessageID?)
  /// A warning about the rules for the owner, though they work.
  case ruleWarning(file: String, String)
  /// The rules were reloaded.
  case reloaded(file: String)
  /// Reloading failed: the rules read before stay in force.
  case reloadFailed(RuleFailure)
  /// The store refuses to write; messages wait and are not acknowledged.
  case storeError(String)
  case log(String)
  /// A limit holds messages or requests back.
  case limit(LimitNotice)
  /// The machine's clock was set.
  case clock(ClockNotice)
  /// Content or contacts were erased: reports about them must not be shown any longer.
  case forgotten(contacts: Int, messages: Int)
  /// Replaces lines of the output that were not written.
  case linesLost(Int, LineLoss)
}

extension Report {
  /// `runsElsewhere` as a sentence.
  public static let runsElsewhereWords = """
    This key is on the network from another place too: contacts reach now one of the two, now the \
    other, and each gets a part of what they write. Stop one of them.
    """
}

/// Why lines of the output are missing.
public enum LineLoss: Hashable, Sendable {
  /// The output buffer was full.
  case unread
  /// Writing to the descriptor failed, with this errno.
  case failed(Int32)
}

/// The first report: the bot's identity and where it listens.
public struct ReadyReport: Sendable {
  public var toxID: String
  public var publicKey: String
  public var dhtKey: String
  /// nil where no UDP socket is open.
  public var udpPort: Int?
  /// Its way to connect to the network.
  public var network: NetworkProfile
  /// The directory with the bot's state.
  public var home: String
  /// Where its HTTP interface is; nil where it is off.
  public var api: String?

  public init(
    toxID: String, publicKey: String, dhtKey: String, udpPort: Int?, network: NetworkProfile,
    home: String, api: String? = nil
  ) {
    self.toxID = toxID
    self.publicKey = publicKey
    self.dhtKey = dhtKey
    self.udpPort = udpPort
    self.network = network
    self.home = home
    self.api = api
  }
}

/// The bot's connection to the network.
public struct ConnectionReport: Sendable {
  public enum Status: String, Sendable {
    case offline, joining, announced
  }

  public var status: Status
  /// As a sentence for a person.
  public var words: String

  public init(status: Status, words: String) {
    self.status = status
    self.words = words
  }
}

/// The state of the proxy.
public struct ProxyReport: Sendable {
  public var isAway: Bool
  /// As a sentence for a person.
  public var words: String

  public init(isAway: Bool, words: String) {
    self.isAway = isAway
    self.words = words
  }
}

/// One attempt to deliver to a webhook.
public struct DeliveryReport: Sendable {
  public var id: DeliveryID
  public var webhook: String
  /// The message that it is about; nil for a notice, and where messages are not kept.
  public var message: MessageID?
  /// Counted from 1.
  public var attempt: Int
  public var result: DeliveryResult
  public var fate: DeliveryFate

  public init(
    id: DeliveryID, webhook: String, message: MessageID?, attempt: Int, result: DeliveryResult,
    fate: DeliveryFate
  ) {
    self.id = id
    self.webhook = webhook
    self.message = message
    self.attempt = attempt
    self.result = result
    self.fate = fate
  }
}

/// A webhook that is paused or resumed.
public struct WebhookReport: Sendable {
  public var name: String
  /// Why it is paused; nil: it is resumed.
  public var pausedBy: PauseCause?
  /// The number of waiting deliveries, if it is paused.
  public var waiting: Int?

  public var isPaused: Bool { pausedBy != nil }

  public init(name: String, pausedBy: PauseCause? = nil, waiting: Int? = nil) {
    self.name = name
    self.pausedBy = pausedBy
    self.waiting = waiting
  }
}
