import GRDB
public import GatewayCore

/// Changes that people make to messages. Each returns how many of the messages exist.
extension StoreTransaction {
  /// Only for messages of contacts: answers are neither open nor closed. Closing also marks as
  /// read.
  @discardableResult
  public func setStatus(
    _ status: Item.Status, of messages: [MessageID]
  ) throws(StoreError) -> Int {
    try update(
      """
      UPDATE items SET status = ?1, is_read = is_read OR ?1 = 'closed'
      WHERE id = ?2 AND in_inbox AND direction = 'in'
      """, messages
    ) { [status.rawValue, $0.rawValue] }
  }

  @discardableResult
  public func setLabel(_ label: String?, of messages: [MessageID]) throws(StoreError) -> Int {
    try update(
      "UPDATE items SET label = CAST(?1 AS TEXT) WHERE id = ?2 AND in_inbox", messages
    ) { [label?.data, $0.rawValue] }
  }

  @discardableResult
  public func setAssignee(
    _ assignee: String?, of messages: [MessageID]
  ) throws(StoreError) -> Int {
    try update("UPDATE items SET assignee = ?1 WHERE id = ?2 AND in_inbox", messages) {
      [assignee, $0.rawValue]
    }
  }

  /// The whole messages were shown to a person.
  @discardableResult
  public func markRead(_ messages: [MessageID]) throws(StoreError) -> Int {
    try update("UPDATE items SET is_read = 1 WHERE id = ?1 AND in_inbox", messages) {
      [$0.rawValue]
    }
  }

  private func update(
    _ sql: String, _ messages: [MessageID], arguments: (MessageID) -> StatementArguments
  ) throws(StoreError) -> Int {
    var count = 0
    for message in messages { count += try run(sql, arguments(message)) }
    return count
  }
}
