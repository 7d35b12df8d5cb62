import GRDB
public import GatewayCore

/// Every time that is stored, and what becomes of it when the clock was ahead and is set right.
///
/// A test looks through the schema for columns that are in no list here.
enum StoredTimes {
  /// When something happened. What lies ahead was written by a wrong clock, and happened by now.
  static let dates: [(table: String, column: String)] = [
    ("contacts", "first_seen"), ("conversations", "last_seen"), ("deliveries", "created_at"),
    ("delivery_attempts", "at"), ("disabled_webhooks", "at"), ("items", "at"),
    ("outbox", "created_at"), ("rule_failures", "at"),
  ]

  /// When something is to be done: not later than its own delay (`wait`) from now.
  static let dueTimes: [(table: String, column: String)] = [
    ("deliveries", "due"), ("timers", "due"),
  ]

  /// Times that mend themselves, or are mended along with others, and how.
  static let others: [String: String] = [
    "conversations.messages_empty_at": "QuotaMeter takes no more than two periods ahead for used",
    "conversations.bytes_empty_at": "QuotaMeter takes no more than two periods ahead for used",
    "handled_stamps.day": "days: see dates",
    "item_spans.earliest": "with items.at",
    "item_spans.latest": "with items.at",
    "outbox.stamp_seconds": "was told to the contact, and stays what it was",
  ]
}

extension StoreTransaction {
  /// What is due is due within its own delay from now: after the clock was set back, and at a start,
  /// since it may have been set back before.
  ///
  /// - Returns: how many deliveries and timers waited for a time that was too far.
  @discardableResult
  public func limitDueTimes(now: UnixMilliseconds) throws(StoreError) -> Int {
    var count = 0
    for (table, column) in StoredTimes.dueTimes {
      count += try run(
        """
        UPDATE \(table) SET \(column) = ?1 + wait
        WHERE \(column) > ?1 AND \(column) > ?1 + wait
        """, [now.rawValue])
    }
    if count > 0 { noteMovedDueTimes() }
    return count
  }

  /// What a clock that was ahead has dated is dated now: it would be kept until that date, and
  /// hold up whatever came behind it.
  ///
  /// - Returns: how many messages and answers there were.
  @discardableResult
  public func bringDatesBack(now: UnixMilliseconds) throws(StoreError) -> Int {
    let limit = now.advanced(byMilliseconds: TrustedTime.tolerance)
    try writeChangedContacts()
    cache.forgetTimes()
    var messages = 0
    let arguments: StatementArguments = ["now": now.rawValue, "limit": limit.rawValue]
    for (table, column) in StoredTimes.dates {
      // Items have no index by time.
      let first =
        table == "items"
        ? " AND id >= (SELECT min(first) FROM item_spans WHERE latest > :limit)" : ""
      let count = try run(
        "UPDATE \(table) SET \(column) = :now WHERE \(column) > :limit\(first)", arguments)
      if table == "items" { messages = count }
    }
    try run(
      """
      UPDATE item_spans SET earliest = min(earliest, ?1), latest = ?2 WHERE latest > ?2
      """, [now.rawValue, limit.rawValue])
    try run(
      "UPDATE handled_stamps SET day = ?1 / 86400000 WHERE day > ?2 / 86400000",
      [now.rawValue, limit.rawValue])
    return messages
  }
}
