import GRDB
public import GatewayCore

extension StoreTransaction {
  /// Messages that one step looks at.
  private static let step: Int64 = 20_000

  /// Deletes, oldest first, what is stored for order's sake alone: messages that no rule kept and
  /// whose sender knows that they were handled, answers that were received, and deliveries that are
  /// finished.
  ///
  /// One step looks at so many messages only: kept ones may be millions.
  ///
  /// - Parameter id: behind which message to go on.
  /// - Returns: where to go on; nil at the end.
  public func deleteUnkept(after id: MessageID) throws(StoreError) -> MessageID? {
    let end = id.rawValue + Self.step
    try run(
      """
      DELETE FROM messages WHERE id IN (
        SELECT m.id FROM messages m JOIN contacts c ON c.id = m.contact
        WHERE m.id > ?1 AND m.id <= ?2 AND NOT m.in_inbox AND CASE m.direction
          WHEN 'in' THEN m.id <= c.acknowledged
          ELSE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.contact = m.contact) END)
      """, [id.rawValue, end])
    try run(
      """
      DELETE FROM deliveries WHERE id IN (
        SELECT id FROM deliveries WHERE state <> 'pending' ORDER BY created_at LIMIT ?)
      """, [Self.step])
    let isMore =
      try row("SELECT 1 FROM messages WHERE id > ? LIMIT 1", [end]) { _ in true } ?? false
    return isMore ? MessageID(end) : nil
  }
}
