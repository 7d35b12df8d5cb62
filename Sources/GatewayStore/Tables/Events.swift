import GRDB
public import GatewayCore

/// An event to be kept for consumers.
public struct NewEvent: Hashable, Sendable {
  public var contact: ContactKey?
  public var message: MessageID?
  /// One JSON object.
  public var body: String

  public init(contact: ContactKey?, message: MessageID?, body: String) {
    self.contact = contact
    self.message = message
    self.body = body
  }
}

/// A page of the events behind a position.
public struct EventPage: Hashable, Sendable {
  public var events: [(number: Int64, body: String)]
  /// The event to acknowledge with these.
  public var last: Int64

  public static func == (one: Self, other: Self) -> Bool {
    one.last == other.last && one.events.elementsEqual(other.events, by: ==)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(last) }
}

extension StoreReader {
  /// The events behind one, oldest first. A number that is missing among them was an event that is
  /// too old or was erased: an insertion that is undone takes its number back.
  public func events(after position: Int64, limit: Int) throws(StoreError) -> EventPage {
    let events = try rows(
      "SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?", [position, limit]
    ) { (number: $0[0] as Int64, body: try vault.text($0[1], of: .eventBody)) }
    let last = if let event = events.last { event.number } else { try newestEvent() }
    return EventPage(events: events, last: max(position, last))
  }
}

extension StoreTransaction {
  /// The events that are kept at one time; the oldest are dropped.
  public static let eventsMax: Int64 = 100_000
  /// A week in milliseconds.
  public static let eventAgeMax: Int64 = 7 * 86_400_000
  private static let removedAtOnce = 1_000

  /// Keeps events in the transaction of their cause.
  public func keep(_ events: [NewEvent], now: UnixMilliseconds) throws(StoreError) {
    guard vault.writes(.eventBody) else { return }
    for event in events {
      let contact = try event.contact.flatMap { key throws(StoreError) in
        try batchContact(key)?.rowID
      }
      countBytes(event.body.utf8.count)
      try run(
        "INSERT INTO events (at, contact, message, body) VALUES (?, ?, ?, CAST(? AS TEXT))",
        [
          now.rawValue, contact, event.message?.rawValue,
          vault.put(event.body, in: .eventBody)?.data,
        ])
    }
    try removeEvents(
      "at <= ? OR seq <= ?",
      [timeForErasing(at: now).rawValue - Self.eventAgeMax, try newestEvent() - Self.eventsMax],
      atMost: events.count + 8)
  }

  /// Events that every consumer has acknowledged.
  func removeAcknowledged() throws(StoreError) {
    try removeEvents(
      "seq <= (SELECT min(position) FROM consumers)", [], atMost: Self.removedAtOnce)
  }

  /// Removes those of the oldest events that fulfil a condition.
  private func removeEvents(
    _ condition: String, _ arguments: StatementArguments, atMost limit: Int
  ) throws(StoreError) {
    let removed = try run(
      """
      DELETE FROM events WHERE (\(condition))
        AND seq IN (SELECT seq FROM events ORDER BY seq LIMIT \(limit))
      """, arguments)
    // Their texts may be erased later elsewhere, and must not stay here.
    if removed > 0 { try oweRewriting() }
  }
}
