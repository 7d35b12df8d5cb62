import GRDB
public import GatewayCore

extension StoreTransaction {
  /// Messages that one step looks at, and those of them that it forgets.
  private static let step: Int64 = 20_000
  private static let forgottenPerStep = 2_000

  /// Forgets, oldest first, what is stored for order's sake alone: messages that no rule kept, that
  /// owe nothing any more and whose sender knows that they were handled, and the bot's answers that
  /// were received. Deliveries that are finished go too.
  ///
  /// One step looks at so many messages only: kept ones may be millions.
  ///
  /// - Parameter id: behind which message to go on.
  /// - Returns: where to go on; nil at the end.
  public func forgetUnkept(
    after id: MessageID, now: UnixMilliseconds
  ) throws(StoreError) -> MessageID? {
    let end = id.rawValue + Self.step
    let unkept = try rows(
      """
      SELECT m.id FROM messages m JOIN contacts c ON c.id = m.contact
      WHERE m.id > ? AND m.id <= ? AND NOT m.in_inbox AND CASE m.direction
        WHEN 'in' THEN m.id <= c.acknowledged AND NOT (\(Self.isOwed))
        ELSE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.contact = m.contact) END
      ORDER BY m.id LIMIT ?
      """, [id.rawValue, end, Self.forgottenPerStep]
    ) { MessageID($0[0]) }
    for message in unkept { try forget(message: message, now: now) }
    try run(
      """
      DELETE FROM deliveries WHERE id IN (
        SELECT id FROM deliveries WHERE state <> 'pending' ORDER BY created_at LIMIT ?)
      """, [Self.step])
    if unkept.count == Self.forgottenPerStep { return unkept.last }
    let isMore =
      try row("SELECT 1 FROM messages WHERE id > ? LIMIT 1", [end]) { _ in true } ?? false
    return isMore ? MessageID(end) : nil
  }

  /// Whether a message `m` has a delivery under way, or an answer, to whomever, that waits for its
  /// receipt: forgetting the message would drop them.
  private static let isOwed = """
    EXISTS (SELECT 1 FROM deliveries d WHERE d.message = m.id AND d.state = 'pending')
    OR EXISTS (
      SELECT 1 FROM messages r
      JOIN outbox o ON o.contact = r.contact AND o.id > m.id AND o.answer = r.id
      WHERE r.answers = m.id AND r.id > m.id AND r.id < ifnull(
        (SELECT min(id) FROM messages n WHERE n.id > m.id AND n.direction = 'in'),
        9223372036854775807))
    """
}
