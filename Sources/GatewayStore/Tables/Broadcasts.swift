import Foundation
import GRDB
public import GatewayCore

/// Broadcasts: a row for each, and one for each contact that it was written to.
///
/// A batch of contacts is written together with the number of its last one (`cursor`): whenever the
/// process is killed, each contact gets it once. Whether a contact has it is read from the outbox,
/// so that a receipt costs nothing more.
extension StoreReader {
  /// The newest broadcasts, the newest first.
  public func broadcasts(limit: Int) throws(StoreError) -> [BroadcastSummary] {
    try rows("\(Self.selectBroadcasts) ORDER BY id DESC LIMIT ?", [limit], decode: decodeBroadcast)
  }

  public func broadcast(_ id: BroadcastID) throws(StoreError) -> BroadcastSummary? {
    try row("\(Self.selectBroadcasts) WHERE id = ?", [id.rawValue], decode: decodeBroadcast)
  }

  /// The contacts that a broadcast was written to, in order.
  ///
  /// - Parameter after: the number behind which the page begins.
  /// - Returns: them, and the number of the last one; nil at the end.
  public func broadcastMembers(
    of id: BroadcastID, after: Int64 = 0, limit: Int
  ) throws(StoreError) -> (members: [BroadcastMemberSummary], last: Int64?) {
    let found = try rows(
      """
      SELECT m.contact, c.codename, ending, \(Self.waits) FROM broadcast_members m
      JOIN contacts c ON c.id = m.contact
      WHERE m.broadcast = ? AND m.contact > ? ORDER BY m.contact LIMIT ?
      """, [id.rawValue, after, limit]
    ) { row in
      let ending = (row[2] as String?).flatMap(BroadcastResult.init)
      return (
        number: row[0] as Int64,
        member: BroadcastMemberSummary(
          contact: row[1], result: ending ?? (row[3] ? .sent : .received))
      )
    }
    return (found.map(\.member), found.count < limit ? nil : found.last?.number)
  }

  /// When the time of the next broadcast is over.
  public func nextBroadcastEnd() throws(StoreError) -> UnixMilliseconds? {
    try row("SELECT min(due) FROM broadcasts WHERE state <> 'ended'") { row in
      (row[0] as Int64?).map(UnixMilliseconds.init)
    } ?? nil
  }

  /// Whether a part is still in the outbox.
  fileprivate static let waits = """
    EXISTS (SELECT 1 FROM outbox WHERE outbox.id BETWEEN m.first_part AND m.last_part)
    """

  private static let selectBroadcasts = """
    SELECT id, label, text, created_at, due, state, (
        SELECT count(*) FROM contact_labels l JOIN contacts c ON c.id = l.contact
        WHERE l.label = b.label AND l.contact > b.cursor AND l.contact <= b.through
          AND c.state = 'accepted' AND b.state = 'sending'),
      (SELECT count(*) FROM broadcast_members m
        WHERE broadcast = b.id AND ending IS NULL AND \(waits)),
      (SELECT count(*) FROM broadcast_members m
        WHERE broadcast = b.id AND ending IS NULL AND NOT \(waits)),
      (SELECT count(*) FROM broadcast_members WHERE broadcast = b.id AND ending = 'failed'),
      b.unsent + (SELECT count(*) FROM broadcast_members
        WHERE broadcast = b.id AND ending = 'expired')
    FROM broadcasts b
    """

  private func decodeBroadcast(_ row: Row) throws -> BroadcastSummary {
    BroadcastSummary(
      id: row[0], label: row[1], text: vault.shown(row[2], of: .broadcastText), time: row.time(3),
      expires: row.time(4), state: try row.word(5), remaining: row[6], sent: row[7],
      received: row[8], failed: row[9], expired: row[10])
  }
}

extension StoreTransaction {
  /// Stores a broadcast. The contacts that have the label now, and until it is their turn, get it.
  public func start(
    _ broadcast: NewBroadcast, now: UnixMilliseconds
  ) throws(StoreError) -> BroadcastID {
    countBytes(broadcast.text.utf8.count)
    try run(
      """
      INSERT INTO broadcasts (label, text, created_at, due, wait, through)
      SELECT ?, CAST(? AS TEXT), ?, ?, ?, ifnull(max(id), 0) FROM contacts
      """,
      [
        broadcast.label.stored, vault.put(broadcast.text, in: .broadcastText)?.data, now.rawValue,
        now.rawValue + broadcast.expires, broadcast.expires,
      ])
    let id = database.lastInsertedRowID
    try run(
      "DELETE FROM broadcasts WHERE state = 'ended' AND id <= ?", [id - Self.broadcastsKept])
    return BroadcastID(id)
  }

  /// Broadcasts that are listed.
  private static let broadcastsKept: Int64 = 500

  public func countSendingBroadcasts() throws(StoreError) -> Int {
    try row("SELECT count(*) FROM broadcasts WHERE state = 'sending'") { $0[0] as Int } ?? 0
  }

  /// Writes the oldest unfinished broadcast to its next contacts.
  ///
  /// - Parameter limit: contacts of one transaction.
  /// - Returns: whether there is more to do.
  public func continueBroadcast(
    limit: Int, in context: EffectContext, to consequences: inout RuleConsequences
  ) throws(StoreError) -> Bool {
    let found = try row(
      """
      SELECT id, label, text, cursor, through FROM broadcasts
      WHERE state = 'sending' AND due > ? ORDER BY id LIMIT 1
      """, [context.now.rawValue]
    ) { row in
      (
        id: row[0] as Int64, label: row[1] as String,
        text: try vault.text(row[2], of: .broadcastText), cursor: row[3] as Int64,
        through: row[4] as Int64
      )
    }
    guard let found else { return false }
    let contacts = try rows(
      """
      SELECT c.id, key FROM contact_labels l JOIN contacts c ON c.id = l.contact
      WHERE label = ? AND l.contact > ? AND l.contact <= ? AND state = 'accepted'
      ORDER BY l.contact LIMIT ?
      """, [found.label, found.cursor, found.through, limit]
    ) { (number: $0[0] as Int64, key: try $0.key(1)) }
    var written: [(contact: Int64, item: Int64?, parts: [OutboxMessage])] = []
    for (number, key) in contacts {
      let item = try storeAnswer(
        found.text, kind: .text, to: key, answers: nil, now: context.now)
      let parts = try enqueue(
        found.text, kind: .text, to: key, of: item, partBytesMax: context.partBytesMax,
        now: context.now)
      consequences.answers += parts
      written.append((number, item?.rawValue, parts))
    }
    // Together, so that the answers are written together too.
    for (contact, item, parts) in written {
      guard let first = parts.first, let last = parts.last else { continue }
      try run(
        """
        INSERT INTO broadcast_members (broadcast, contact, item, first_part, last_part)
        VALUES (?, ?, ?, ?, ?)
        """, [found.id, contact, item, first.id.rawValue, last.id.rawValue])
    }
    let isDone = contacts.count < limit
    try run(
      "UPDATE broadcasts SET cursor = ?, state = ? WHERE id = ?",
      [contacts.last?.number ?? found.cursor, isDone ? "sent" : "sending", found.id])
    guard isDone else { return true }
    return try countSendingBroadcasts() > 0
  }

  /// Ends broadcasts whose time is over: contacts that do not have them yet get them no more.
  ///
  /// - Parameter limit: contacts of one transaction.
  /// - Returns: what was dropped, and whether there is more to do.
  public func endBroadcasts(
    limit: Int, now: UnixMilliseconds
  ) throws(StoreError) -> (forgotten: Forgotten, hasMore: Bool) {
    var forgotten = Forgotten()
    let id = try row(
      "SELECT id FROM broadcasts WHERE state <> 'ended' AND due <= ? ORDER BY id LIMIT 1",
      [now.rawValue]
    ) { $0[0] as Int64 }
    guard let id else { return (forgotten, false) }
    let waiting = try rows(
      """
      SELECT contact, item FROM broadcast_members m
      WHERE broadcast = ? AND ending IS NULL AND \(Self.waits) ORDER BY contact LIMIT ?
      """, [id, limit]
    ) { (contact: $0[0] as Int64, item: $0[1] as Int64?) }
    for (contact, item) in waiting {
      try run(
        "UPDATE broadcast_members SET ending = 'expired' WHERE broadcast = ? AND contact = ?",
        [id, contact])
      if let item { forgotten += try forget(message: MessageID(item), now: now) }
    }
    guard waiting.count < limit else { return (forgotten, true) }
    try run(
      """
      UPDATE broadcasts SET state = 'ended', unsent = (
        SELECT count(*) FROM contact_labels l JOIN contacts c ON c.id = l.contact
        WHERE l.label = broadcasts.label AND l.contact > cursor AND l.contact <= through
          AND c.state = 'accepted' AND broadcasts.state = 'sending')
      WHERE id = ?
      """, [id])
    return (forgotten, true)
  }

  /// Parts were erased that their contacts may not have.
  func noteDropped(_ parts: [OutboxID]) throws(StoreError) {
    for part in parts {
      try run(
        """
        UPDATE broadcast_members SET ending = 'failed'
        WHERE ending IS NULL AND first_part <= ?1 AND (broadcast, contact) IN (
          SELECT broadcast, contact FROM broadcast_members
          WHERE last_part >= ?1 ORDER BY last_part LIMIT 1)
        """, [part.rawValue])
    }
  }
}
