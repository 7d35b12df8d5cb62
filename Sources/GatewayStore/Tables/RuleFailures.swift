import GRDB
public import GatewayCore

/// A rule's failure with its time and, for a message, that message.
public struct StoredRuleFailure: Hashable, Sendable {
  public var message: MessageID?
  public var failure: RuleFailure
  public var at: UnixMilliseconds
}

extension StoreReader {
  /// The newest first.
  public func ruleFailures(limit: Int = 100) throws(StoreError) -> [StoredRuleFailure] {
    try rows(
      "SELECT message, reason, file, line, text, at FROM rule_failures ORDER BY id DESC LIMIT ?",
      [limit]
    ) { row in
      StoredRuleFailure(
        message: (row[0] as Int64?).map(MessageID.init),
        failure: RuleFailure(
          reason: try row.word(1), file: row[2], line: row[3],
          message: vault.shown(row[4], of: .ruleFailureText, row: row[0] as Int64? ?? 0)),
        at: row.time(5))
    }
  }
}

extension StoreTransaction {
  /// Records a failure, whose text may quote a message: not where content is held.
  ///
  /// - Parameter contact: the contact whose event failed.
  public func record(
    _ failure: RuleFailure, of message: MessageID?, about contact: ContactKey? = nil,
    now: UnixMilliseconds
  ) throws(StoreError) {
    guard
      let text = vault.put(
        failure.message, in: .ruleFailureText, row: message?.rawValue ?? 0)
    else { return }
    countBytes(failure.message.utf8.count)
    let row = try contact.flatMap { key throws(StoreError) in try batchContact(key)?.rowID }
    try run(
      """
      INSERT INTO rule_failures (message, contact, reason, file, line, text, at)
      VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), ?)
      """,
      [
        message?.rawValue, row, failure.reason.rawValue, failure.file, failure.line,
        text.data, now.rawValue,
      ])
  }
}
