import GRDB
public import GatewayCore

/// Every time that is stored, and how it changes when a clock that was ahead is set right.
///
/// A test compares the schema with these lists.
enum StoredTimes {
  /// When something happened. A time in the future was written by a wrong clock; it happened by
  /// now.
  static let dates: [(table: String, column: String)] = [
    ("answered_requests", "at"), ("audit", "at"), ("broadcasts", "created_at"),
    ("consumers", "asked_at"),
    ("consumers", "created_at"), ("contacts", "first_seen"), ("conversations", "last_seen"),
    ("deliveries", "created_at"), ("deliveries", "taken_at"), ("delivery_attempts", "at"),
    ("delivery_responses", "at"), ("events", "at"), ("files", "at"), ("hook_answers", "at"),
    ("hook_refusals", "refused_at"), ("hooks", "received_at"), ("drafts", "at"), ("items", "at"),
    ("notes", "at"), ("outbox", "created_at"), ("rule_failures", "at"),
    ("staff_members", "created_at"), ("staff_members", "signed_in_at"),
    ("tokens", "created_at"), ("tokens", "used_at"), ("web_sessions", "created_at"),
    ("web_sessions", "used_at"),
    ("webhooks", "failing_since"), ("webhooks", "paused_at"),
  ]

  /// When something is due: no later than its own delay (`wait`) from now.
  static let dueTimes: [(table: String, column: String)] = [
    ("broadcasts", "due"), ("confirmations", "due"), ("deliveries", "due"),
    ("delivery_asks", "due"), ("erasures", "due"), ("timers", "due"),
  ]

  /// Conditions with which the rows of a table are found by an index.
  static let bounds: [String: String] = [
    "deliveries": "webhook IN (SELECT name FROM webhooks) AND "
  ]

  /// Times that correct themselves, or are corrected along with others, and how.
  static let others: [String: String] = [
    "conversations.messages_empty_at": "follows the clock: see moveUsage",
    "conversations.bytes_empty_at": "follows the clock: see moveUsage",
    "handled_stamps.day": "days: see dates",
    "item_spans.earliest": "with items.at",
    "item_spans.latest": "with items.at",
    "triage.since": "a deadline is due no later than its own time from now: see limitDueTimes",
    "schedules.since": "follows the clock: see ScheduleProgress",
    "outbox.stamp_seconds": "was sent to the contact, and does not change",
  ]
}

extension StoreTransaction {
  /// Everything that is due becomes due within its own delay from now: after the clock was set
  /// back, and at a start, since it may have been set back before.
  ///
  /// - Returns: how many deliveries and timers had a time too far in the future.
  @discardableResult
  public func limitDueTimes(now: UnixMilliseconds) throws(StoreError) -> Int {
    var count = 0
    for (table, column) in StoredTimes.dueTimes {
      count += try run(
        """
        UPDATE \(table) SET \(column) = ?1 + wait
        WHERE \(StoredTimes.bounds[table] ?? "")\(column) > ?1 AND \(column) > ?1 + wait
        """, [now.rawValue])
    }
    if try run("UPDATE triage SET since = ?1 WHERE since > ?1", [now.rawValue]) > 0 {
      noteMovedDeadlines()
    }
    if count > 0 {
      noteMovedDueTimes()
      noteMovedTimers()
      noteMovedErasures()
    }
    return count
  }

  /// Rows that a clock ahead of time has dated get the present time: otherwise they would be kept
  /// until that date, and delay everything behind them.
  ///
  /// - Returns: the number of messages and answers among them.
  @discardableResult
  public func bringDatesBack(now: UnixMilliseconds) throws(StoreError) -> Int {
    let limit = now.advanced(byMilliseconds: TrustedTime.tolerance)
    try writeChangedContacts()
    try writeChangedWebhooks()
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
