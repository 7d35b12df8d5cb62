import GRDB
public import GatewayCore

/// A message that is too old to be sent, and has left the outbox.
public struct ExpiredMessage: Hashable, Sendable {
  public var id: OutboxID
  public var contact: ContactKey
  /// The stored answer that it was a part of, if any.
  public var answer: MessageID?
}

extension StoreReader {
  /// When the next message that waits is too old to be sent.
  public func nextMessageExpiry() throws(StoreError) -> UnixMilliseconds? {
    let stored = try row(
      """
      SELECT created_at + lifetime FROM outbox WHERE lifetime IS NOT NULL
      ORDER BY created_at + lifetime LIMIT 1
      """
    ) { $0.time(0) }
    return [stored, held?.answers.nextExpiry].compactMap(\.self).min()
  }
}

extension StoreTransaction {
  /// Takes messages out of the outbox, or out of memory, that are too old to be sent. Their answers
  /// count as expired.
  public func expireMessages(
    now: UnixMilliseconds, limit: Int
  ) throws(StoreError) -> [ExpiredMessage] {
    let stored = try rows(
      """
      DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE lifetime IS NOT NULL AND created_at + lifetime <= ?
        ORDER BY created_at + lifetime LIMIT ?)
      RETURNING id, (SELECT key FROM contacts WHERE id = conversation), answer
      """, [now.rawValue, limit]
    ) { row in
      ExpiredMessage(
        id: OutboxID(row[0]), contact: try row.key(1),
        answer: (row[2] as Int64?).map(MessageID.init))
    }
    for message in stored { try countExpired(1, of: message.answer) }
    // Of one that was stored under an earlier policy a copy may be left.
    if !stored.isEmpty, !vault.writes(.outboxText) { try oweRewriting() }
    let held = cache.held.answers.expire(now: now).map {
      ExpiredMessage(id: $0.id, contact: $0.contact)
    }
    return stored.sorted { $0.id < $1.id } + held
  }

  /// A part that had left in time has its receipt after all.
  public func receivedAfterExpiry(of answer: MessageID?) throws(StoreError) {
    try countExpired(-1, of: answer)
  }

  private func countExpired(_ count: Int, of answer: MessageID?) throws(StoreError) {
    guard let answer else { return }
    try run(
      "UPDATE items SET expired_parts = expired_parts + ? WHERE id = ?", [count, answer.rawValue])
  }
}
