import GRDB
public import GatewayCore

/// Where making room continues.
public enum RoomPlace: Hashable, Sendable {
  /// Behind this message, among transient messages.
  case transient(after: MessageID)
  /// Behind this part in the outbox, among answers to absent contacts.
  case unfetched(after: OutboxID)

  public static let beginning = RoomPlace.transient(after: MessageID(0))
}

/// Makes room in a database that is full.
extension StoreTransaction {
  /// Forgets, oldest first, what is only transient: messages that no rule kept, that have no
  /// unfinished deliveries or answers and whose sender knows that they were handled or won't send
  /// them again, and the bot's answers that were received. Finished deliveries are erased too. At
  /// the end, when all that is gone, rules' answers to contacts that were not seen for a long time
  /// follow. Files stay: `files { total = … }` bounds them.
  ///
  /// - Parameters:
  ///   - settled: messages older than this are not sent again.
  ///   - gone: contacts last seen before this time do not collect their answers.
  ///   - rows: the number of rows that may be deleted. Ten times as many are searched: there may be
  ///     millions of kept ones.
  /// - Returns: where to continue; nil at the end.
  public func makeRoom(
    from place: RoomPlace, settledBefore settled: UnixMilliseconds,
    goneSince gone: UnixMilliseconds, rows: Int, now: UnixMilliseconds
  ) throws(StoreError) -> (forgotten: Forgotten, next: RoomPlace?) {
    var forgotten = Forgotten()
    let next: RoomPlace?
    switch place {
    case .transient(let id):
      let end = try forgetTransient(
        after: id, settledBefore: settled, rows: rows, now: now, &forgotten)
      next = end.map(RoomPlace.transient) ?? .unfetched(after: OutboxID(0))
    case .unfetched(let id):
      let end = try forgetUnfetched(after: id, goneSince: gone, rows: rows, now: now, &forgotten)
      // Answered messages have nothing left to send.
      next = end.map(RoomPlace.unfetched) ?? (forgotten.rows > 0 ? .beginning : nil)
    }
    return (forgotten, next)
  }

  private func forgetTransient(
    after id: MessageID, settledBefore settled: UnixMilliseconds, rows: Int,
    now: UnixMilliseconds, _ forgotten: inout Forgotten
  ) throws(StoreError) -> MessageID? {
    // Acknowledgements are counted in memory; they are written first.
    try writeChangedContacts()
    let looked = try stretch("items", after: id.rawValue, count: rows * Self.rowsLookedAt)
    if let end = looked.last {
      let transient = try self.rows(
        """
        SELECT m.id FROM items m JOIN conversations v ON v.id = m.conversation
        WHERE m.id > ? AND m.id <= ? AND NOT m.in_inbox AND m.kind <> 'file' AND CASE m.direction
          WHEN 'in' THEN (m.id <= v.acknowledged OR m.at < ?) AND NOT (\(Self.isOwed))
          ELSE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation = m.conversation) END
        ORDER BY m.id LIMIT ?
        """, [id.rawValue, end, settled.rawValue, rows]
      ) { MessageID($0[0]) }
      for message in transient { forgotten += try forget(message: message, now: now) }
      if transient.count == rows { return transient.last }
      if looked.isFull { return MessageID(end) }
    }
    let before = forgotten.deliveries
    guard let table = ForgettableTable.all.first(where: { $0.name == "deliveries" }) else {
      return nil
    }
    try forget(
      ForgettableTable.finishedDeliveries, of: table, with: ["rows": rows], now: now, &forgotten)
    let finished = forgotten.deliveries - before
    return finished == rows ? looked.last.map(MessageID.init) ?? id : nil
  }

  /// The owner's own answers stay.
  private func forgetUnfetched(
    after id: OutboxID, goneSince gone: UnixMilliseconds, rows: Int, now: UnixMilliseconds,
    _ forgotten: inout Forgotten
  ) throws(StoreError) -> OutboxID? {
    let looked = try stretch("outbox", after: id.rawValue, count: rows)
    guard let end = looked.last else { return nil }
    let unfetched = try self.rows(
      """
      SELECT DISTINCT o.answer, c.key FROM outbox o JOIN contacts c ON c.id = o.conversation
      JOIN conversations v ON v.id = c.id JOIN items m ON m.id = o.answer
      WHERE o.id > ? AND o.id <= ? AND v.last_seen < ? AND NOT m.in_inbox
      """, [id.rawValue, end, gone.rawValue]
    ) { row in (answer: MessageID(row[0]), contact: try row.key(1)) }
    for entry in unfetched where !online.contains(entry.contact) {
      forgotten += try forget(message: entry.answer, now: now)
    }
    return looked.isFull ? OutboxID(end) : nil
  }

  private static let rowsLookedAt = 10

  private func stretch(
    _ table: String, after id: Int64, count: Int
  ) throws(StoreError) -> (last: Int64?, isFull: Bool) {
    try row(
      """
      SELECT max(id), count(*) FROM (SELECT id FROM \(table) WHERE id > ? ORDER BY id LIMIT ?)
      """, [id, count]
    ) { row in (last: row[0] as Int64?, isFull: row[1] == count) } ?? (nil, false)
  }

  /// Whether a message `m` has an unfinished delivery, or an answer to any contact that waits for
  /// its receipt: forgetting the message would drop them.
  private static let isOwed = """
    EXISTS (SELECT 1 FROM deliveries d WHERE d.message = m.id AND d.state = 'pending')
    OR EXISTS (
      SELECT 1 FROM items r
      JOIN outbox o ON o.conversation = r.conversation AND o.id > m.id AND o.answer = r.id
      WHERE r.answers = m.id AND r.id > m.id AND r.id < ifnull(
        (SELECT min(id) FROM items n WHERE n.id > m.id AND n.direction = 'in'),
        9223372036854775807))
    """
}
