import GRDB
public import GatewayCore

/// Programs that read the events at their own pace and acknowledge them.
extension StoreReader {
  /// By name.
  public func consumers() throws(StoreError) -> [ConsumerSummary] {
    try rows(
      """
      SELECT name, position, created_at, asked_at,
        (SELECT count(*) FROM (SELECT 1 FROM events WHERE seq > position LIMIT 1001)),
        (SELECT at FROM events WHERE seq > position ORDER BY seq LIMIT 1)
      FROM consumers ORDER BY name
      """
    ) { row in
      ConsumerSummary(
        name: row[0], position: row[1], created: row.time(2), lastAcknowledged: row.time(3),
        waiting: row[4], waitingSince: (row[5] as Int64?).map(UnixMilliseconds.init))
    }
  }

  /// The last event that a consumer acknowledged; nil where there is no such consumer.
  public func position(ofConsumer name: String) throws(StoreError) -> Int64? {
    try row("SELECT position FROM consumers WHERE name = ?", [name]) { $0[0] }
  }

  /// The number of the newest event that was ever kept; 0 before the first.
  public func newestEvent() throws(StoreError) -> Int64 {
    try row("SELECT seq FROM sqlite_sequence WHERE name = 'events'") { $0[0] as Int64 } ?? 0
  }
}

extension StoreTransaction {
  /// - Parameter isAtStart: whether it gets the events that are kept already.
  public func addConsumer(
    _ name: String, isAtStart: Bool, now: UnixMilliseconds
  ) throws(StoreError) {
    let first = isAtStart ? try row("SELECT min(seq) FROM events") { $0[0] as Int64? } : nil
    let newest = try newestEvent()
    let position = first.flatMap(\.self).map { $0 - 1 } ?? newest
    try run(
      "INSERT INTO consumers (name, position, created_at, asked_at) VALUES (?, ?, ?3, ?3)",
      [name, position, now.rawValue])
    cache.hasConsumers = true
  }

  /// - Returns: whether there was such a consumer.
  public func removeConsumer(_ name: String) throws(StoreError) -> Bool {
    guard try run("DELETE FROM consumers WHERE name = ?", [name]) > 0 else { return false }
    cache.hasConsumers = nil
    if try !hasConsumers(), try run("DELETE FROM events") > 0 { try oweRewriting() }
    return true
  }

  /// - Parameter event: the last one that it has handled; one that it acknowledged before changes
  ///   nothing.
  public func acknowledge(
    through event: Int64, by name: String, now: UnixMilliseconds
  ) throws(StoreError) {
    try run(
      "UPDATE consumers SET position = max(position, ?), asked_at = ? WHERE name = ?",
      [event, now.rawValue, name])
    try removeAcknowledged()
  }

  /// Whether events are kept. Looked up once, then tracked in the cache.
  public func hasConsumers() throws(StoreError) -> Bool {
    if let known = cache.hasConsumers { return known }
    let found = try row("SELECT 1 FROM consumers LIMIT 1") { $0[0] as Int64 } != nil
    cache.hasConsumers = found
    return found
  }
}
