// The names in JSON are part of the interface, independent of the property names.

/// A contact as shown in lists.
public struct ContactSummary: Codable, Hashable, Sendable {
  public var codename: String
  /// 64 hex digits.
  public var key: String
  public var name: String
  public var publicStatus: String?
  public var note: String?
  public var labels: [String]
  public var state: ContactState
  public var isOnline: Bool
  public var firstSeen: UnixMilliseconds
  public var lastSeen: UnixMilliseconds
  public var requestText: String?
  /// By which the owner accepts the request, where the bot accepts by code.
  public var requestCode: String?

  private enum CodingKeys: String, CodingKey {
    case codename, key, name
    case publicStatus = "public_status"
    case note, labels, state
    case isOnline = "is_online"
    case firstSeen = "first_seen"
    case lastSeen = "last_seen"
    case requestText = "request_text"
    case requestCode = "request_code"
  }

  public init(
    codename: String, key: String, name: String, publicStatus: String? = nil, note: String? = nil,
    labels: [String] = [], state: ContactState, isOnline: Bool = false, firstSeen: UnixMilliseconds,
    lastSeen: UnixMilliseconds, requestText: String? = nil, requestCode: String? = nil
  ) {
    self.codename = codename
    self.key = key
    self.name = name
    self.publicStatus = publicStatus
    self.note = note
    self.labels = labels
    self.state = state
    self.isOnline = isOnline
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.requestText = requestText
    self.requestCode = requestCode
  }
}

/// The state of a bot.
public struct StatusSummary: Codable, Hashable, Sendable {
  public var toxID: String
  /// "stopped" where no bot runs.
  public var connection: String
  public var contactsOnline: Int
  /// true while the disk refuses writes; else nil.
  public var refusesWrites: Bool?
  /// nil where the HTTP interface is off.
  public var api: APISummary?

  private enum CodingKeys: String, CodingKey {
    case toxID = "tox_id"
    case connection
    case contactsOnline = "contacts_online"
    case refusesWrites = "refuses_writes"
    case api
  }

  public init(
    toxID: String, connection: String, contactsOnline: Int, refusesWrites: Bool? = nil,
    api: APISummary? = nil
  ) {
    self.toxID = toxID
    self.connection = connection
    self.contactsOnline = contactsOnline
    self.refusesWrites = refusesWrites
    self.api = api
  }
}

/// What the HTTP interface did since the bot was started.
public struct APISummary: Codable, Hashable, Sendable {
  /// Open ones.
  public var connections: Int64
  /// Requests with an answer of the bot, also where it refused them.
  public var answered: Int64
  /// Requests and connections by the reason for which they were refused; only those that occurred.
  public var refused: [String: Int64]

  public init(connections: Int64, answered: Int64, refused: [String: Int64]) {
    self.connections = connections
    self.answered = answered
    self.refused = refused
  }
}

/// The time as a home knows it.
public struct ClockSummary: Codable, Hashable, Sendable {
  public var now: UnixMilliseconds
  /// The time for decisions on what is too old.
  public var usedForErasing: UnixMilliseconds
  /// Milliseconds that the clock went forward and that are not trusted yet.
  public var ahead: Int64
  /// Milliseconds that the bot has to run until they are trusted.
  public var remaining: Int64

  private enum CodingKeys: String, CodingKey {
    case now
    case usedForErasing = "used_for_erasing"
    case ahead = "ahead_milliseconds"
    case remaining = "remaining_milliseconds"
  }

  public init(
    now: UnixMilliseconds, usedForErasing: UnixMilliseconds, ahead: Int64, remaining: Int64
  ) {
    self.now = now
    self.usedForErasing = usedForErasing
    self.ahead = ahead
    self.remaining = remaining
  }
}

/// What the bot forgot at a person's request.
public struct ForgottenSummary: Codable, Hashable, Sendable {
  public var contacts: Int
  /// Messages and answers.
  public var messages: Int
  /// Answers that the contact had not received.
  public var droppedAnswers: Int
  public var deliveries: Int
  /// Those of them that no receiver had accepted.
  public var droppedDeliveries: Int
  /// SQLite may have left copies of rows in the database, which go when it is next rewritten.
  public var copiesMayRemain: Bool

  private enum CodingKeys: String, CodingKey {
    case contacts, messages
    case droppedAnswers = "dropped_answers"
    case deliveries
    case droppedDeliveries = "dropped_deliveries"
    case copiesMayRemain = "copies_may_remain"
  }

  public init(
    contacts: Int = 0, messages: Int, droppedAnswers: Int, deliveries: Int, droppedDeliveries: Int,
    copiesMayRemain: Bool = false
  ) {
    self.contacts = contacts
    self.messages = messages
    self.droppedAnswers = droppedAnswers
    self.deliveries = deliveries
    self.droppedDeliveries = droppedDeliveries
    self.copiesMayRemain = copiesMayRemain
  }

  public static let none = ForgottenSummary(
    messages: 0, droppedAnswers: 0, deliveries: 0, droppedDeliveries: 0)

  public static func += (total: inout ForgottenSummary, more: ForgottenSummary) {
    total.contacts += more.contacts
    total.messages += more.messages
    total.droppedAnswers += more.droppedAnswers
    total.deliveries += more.deliveries
    total.droppedDeliveries += more.droppedDeliveries
    total.copiesMayRemain = total.copiesMayRemain || more.copiesMayRemain
  }
}

extension ContactState: Codable {}
