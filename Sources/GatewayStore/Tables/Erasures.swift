import GRDB
public import GatewayCore

/// Messages that are to be erased, until when that can be undone.
extension StoreReader {
  /// When those among these messages are erased that are to be.
  public func erasures(
    among messages: [MessageID]
  ) throws(StoreError) -> [MessageID: UnixMilliseconds] {
    guard let first = messages.min(), let last = messages.max() else { return [:] }
    let found = try rows(
      "SELECT item, due FROM erasures WHERE item BETWEEN ? AND ?", [first.rawValue, last.rawValue]
    ) { (message: MessageID($0[0]), due: $0.time(1)) }
    return Dictionary(uniqueKeysWithValues: found.map { ($0.message, $0.due) })
  }

  /// When the next one is due; nil where none is to come.
  public func nextErasureDue() throws(StoreError) -> UnixMilliseconds? {
    try row("SELECT min(due) FROM erasures") { ($0[0] as Int64?).map(UnixMilliseconds.init) } ?? nil
  }
}

extension StoreTransaction {
  /// Has messages and answers erased after a while, with what `forget` takes along.
  ///
  /// - Parameter wait: in milliseconds, anew for those that are to be erased already.
  /// - Returns: how many there are.
  public func scheduleErasure(
    of messages: [MessageID], after wait: Int64, now: UnixMilliseconds
  ) throws(StoreError) -> Int {
    var count = 0
    for message in messages {
      count += try run(
        """
        INSERT INTO erasures (item, due, wait) SELECT id, ?2, ?3 FROM items WHERE id = ?1
        ON CONFLICT (item) DO UPDATE SET due = excluded.due, wait = excluded.wait
        """, [message.rawValue, now.advanced(byMilliseconds: wait).rawValue, wait])
    }
    if count > 0 { noteMovedErasures() }
    return count
  }

  /// - Returns: how many of them were to be erased.
  public func cancelErasure(of messages: [MessageID]) throws(StoreError) -> Int {
    var count = 0
    for message in messages {
      count += try run("DELETE FROM erasures WHERE item = ?", [message.rawValue])
    }
    if count > 0 { noteMovedErasures() }
    return count
  }

  /// Erases some of those that are due, the longest due first.
  ///
  /// - Returns: what was forgotten, and whether others are due.
  public func eraseDue(
    limit: Int, now: UnixMilliseconds
  ) throws(StoreError) -> (forgotten: Forgotten, hasMore: Bool) {
    let due = try rows(
      "SELECT item FROM erasures WHERE due <= ? ORDER BY due, item LIMIT ?",
      [now.rawValue, limit]
    ) { MessageID($0[0]) }
    var forgotten = Forgotten()
    // One of them may be the answer to another, and gone with it.
    for message in due { forgotten += try forget(message: message, now: now) }
    if !due.isEmpty { noteMovedErasures() }
    return (forgotten, due.count == limit)
  }

  /// The clock was set while the bot ran: what is left of each time stays the same.
  ///
  /// - Parameter step: in milliseconds.
  public func moveErasures(by step: Int64) throws(StoreError) {
    let step = min(max(step, -Self.timeMax), Self.timeMax)
    if try run("UPDATE erasures SET due = min(max(due, -?2), ?2) + ?1", [step, Self.timeMax]) > 0 {
      noteMovedErasures()
    }
  }
}
