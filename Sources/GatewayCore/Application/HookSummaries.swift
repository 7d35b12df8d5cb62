// The names in JSON are part of the interface, independent of the property names.

/// A webhook and its deliveries.
public struct HookSummary: Codable, Hashable, Sendable {
  public var name: String
  /// The number of deliveries in each state. A bot that keeps nothing counts those that wait while
  /// it runs.
  public var waiting: Int
  /// All that were ever accepted.
  public var delivered: Int
  public var failed: Int
  /// Those that were not sent in time, or that the owner gave up.
  public var expired: Int
  /// All for which a full backlog ever had no room; listed as failed.
  public var turnedAway: Int
  public var pausedSince: UnixMilliseconds?
  public var pausedBy: PauseCause?
  /// Since when no attempt has succeeded.
  public var failingSince: UnixMilliseconds?

  private enum CodingKeys: String, CodingKey {
    case name, waiting, delivered, failed, expired
    case turnedAway = "turned_away"
    case pausedSince = "paused_since"
    case pausedBy = "paused_by"
    case failingSince = "failing_since"
  }

  public init(
    name: String, waiting: Int, delivered: Int, failed: Int, expired: Int = 0,
    turnedAway: Int = 0, pausedSince: UnixMilliseconds? = nil, pausedBy: PauseCause? = nil,
    failingSince: UnixMilliseconds? = nil
  ) {
    self.name = name
    self.waiting = waiting
    self.delivered = delivered
    self.failed = failed
    self.expired = expired
    self.turnedAway = turnedAway
    self.pausedSince = pausedSince
    self.pausedBy = pausedBy
    self.failingSince = failingSince
  }
}

/// A delivery, without its body.
public struct DeliverySummary: Codable, Hashable, Sendable {
  public var id: Int64
  /// The id that its receiver sees.
  public var webhookID: String
  public var webhook: String
  /// The number of the message that it is about.
  public var message: Int64?
  public var state: DeliveryState
  /// Why it was not accepted, where it has failed or expired.
  public var ending: DeliveryEnding?
  public var attempts: Int
  public var time: UnixMilliseconds
  /// When the next attempt is due; nil also where it waits for an older one of its contact.
  public var due: UnixMilliseconds?
  /// Whether it can be sent again: its body is stored.
  public var isReplayable: Bool

  private enum CodingKeys: String, CodingKey {
    case id
    case webhookID = "webhook_id"
    case webhook, message, state, ending, attempts, time, due
    case isReplayable = "is_replayable"
  }

  public init(
    id: Int64, webhookID: String, webhook: String, message: Int64?, state: DeliveryState,
    ending: DeliveryEnding? = nil, attempts: Int, time: UnixMilliseconds,
    due: UnixMilliseconds? = nil, isReplayable: Bool
  ) {
    self.id = id
    self.webhookID = webhookID
    self.webhook = webhook
    self.message = message
    self.state = state
    self.ending = ending
    self.attempts = attempts
    self.time = time
    self.due = due
    self.isReplayable = isReplayable
  }
}

/// One attempt at a delivery.
public struct AttemptSummary: Codable, Hashable, Sendable {
  public var time: UnixMilliseconds
  /// Milliseconds.
  public var duration: Int64
  /// What was connected to, with its port; nil where nothing was.
  public var address: String?
  /// The status of the answer, where there was one.
  public var status: Int?
  /// What was in the way, or the receiver's own word for it.
  public var text: String?
  /// The beginning of the answer, where the webhook keeps it.
  public var response: String?

  private enum CodingKeys: String, CodingKey {
    case time
    case duration = "duration_milliseconds"
    case address, status, text, response
  }

  public init(
    time: UnixMilliseconds, duration: Int64, address: String? = nil, status: Int?, text: String?,
    response: String? = nil
  ) {
    self.time = time
    self.duration = duration
    self.address = address
    self.status = status
    self.text = text
    self.response = response
  }
}

/// What became of a request to send deliveries again: numbers of deliveries.
public struct ReplaySummary: Codable, Hashable, Sendable {
  public var sent: [Int64]
  /// Accepted ones, which are sent again only where that is asked for.
  public var accepted: [Int64]
  /// Accepted ones whose body was dropped.
  public var withoutBody: [Int64]
  /// Those that wait in any case.
  public var waiting: [Int64]

  private enum CodingKeys: String, CodingKey {
    case sent, accepted
    case withoutBody = "without_body"
    case waiting
  }

  public init(
    sent: [Int64] = [], accepted: [Int64] = [], withoutBody: [Int64] = [], waiting: [Int64] = []
  ) {
    self.sent = sent
    self.accepted = accepted
    self.withoutBody = withoutBody
    self.waiting = waiting
  }

  public static func += (total: inout ReplaySummary, more: ReplaySummary) {
    total.sent += more.sent
    total.accepted += more.accepted
    total.withoutBody += more.withoutBody
    total.waiting += more.waiting
  }
}

/// Selects deliveries for a query.
public struct DeliverySelection: Hashable, Sendable {
  /// nil: of all.
  public var webhook: String?
  /// Empty: in any state.
  public var states: [DeliveryState]
  /// Those of events from this time on.
  public var since: UnixMilliseconds?
  /// Those with a lower number: the next page.
  public var before: Int64?
  public var limit: Int

  public init(
    webhook: String? = nil, states: [DeliveryState] = [], since: UnixMilliseconds? = nil,
    before: Int64? = nil, limit: Int = 100
  ) {
    self.webhook = webhook
    self.states = states
    self.since = since
    self.before = before
    self.limit = limit
  }
}

/// `{"webhook":"desk","states":["failed"],"limit":100}`: a missing member means any.
extension DeliverySelection: Codable {
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    webhook = try members.decodeIfPresent(String.self, forKey: "webhook")
    states = try members.decodeIfPresent([DeliveryState].self, forKey: "states") ?? []
    since = try members.decodeIfPresent(UnixMilliseconds.self, forKey: "since")
    before = try members.decodeIfPresent(Int64.self, forKey: "before")
    limit = try members.decodeIfPresent(Int.self, forKey: "limit") ?? 100
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encodeIfPresent(webhook, forKey: "webhook")
    if !states.isEmpty { try members.encode(states, forKey: "states") }
    try members.encodeIfPresent(since, forKey: "since")
    try members.encodeIfPresent(before, forKey: "before")
    try members.encode(limit, forKey: "limit")
  }
}
