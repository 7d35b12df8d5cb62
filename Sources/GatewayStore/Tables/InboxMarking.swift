import GRDB
public import GatewayCore

/// Changes that people make to messages. Each returns how many of the messages exist.
extension StoreTransaction {
  /// Only for messages of contacts: answers are neither open nor closed. Closing also marks as
  /// read. A conversation without an open message is closed, and opened with a message.
  @discardableResult
  public func setStatus(
    _ status: Item.Status, of messages: [MessageID], now: UnixMilliseconds
  ) throws(StoreError) -> Int {
    let count = try update(
      """
      UPDATE items SET status = ?1, is_read = is_read OR ?1 = 'closed'
      WHERE id = ?2 AND in_inbox AND direction = 'in'
      """, messages
    ) { [status.rawValue, $0.rawValue] }
    if count > 0 { try followMessages(messages, now: now) }
    return count
  }

  @discardableResult
  public func setLabel(_ label: String?, of messages: [MessageID]) throws(StoreError) -> Int {
    try update(
      "UPDATE items SET label = CAST(?1 AS TEXT) WHERE id = ?2 AND in_inbox", messages
    ) { [label?.data, $0.rawValue] }
  }

  /// The whole messages were shown to the author: it has seen their conversations up to these.
  @discardableResult
  public func markRead(_ messages: [MessageID]) throws(StoreError) -> Int {
    let count = try update("UPDATE items SET is_read = 1 WHERE id = ?1 AND in_inbox", messages) {
      [$0.rawValue]
    }
    guard count > 0 else { return 0 }
    try run(
      """
      INSERT INTO read_marks (staff, conversation, through)
      SELECT ?1, m.conversation, max(m.id) FROM json_each(?2) n JOIN items m ON m.id = n.value
      JOIN triage t ON t.conversation = m.conversation WHERE m.in_inbox GROUP BY m.conversation
      ON CONFLICT (staff, conversation) DO UPDATE SET through = max(through, excluded.through)
      """, [author.name, messages.map(\.rawValue).jsonArray])
    return count
  }

  private func update(
    _ sql: String, _ messages: [MessageID], arguments: (MessageID) -> StatementArguments
  ) throws(StoreError) -> Int {
    var count = 0
    for message in messages { count += try run(sql, arguments(message)) }
    return count
  }
}
