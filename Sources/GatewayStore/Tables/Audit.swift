import GRDB
public import GatewayCore

/// The log of what the owner's people did. It has no key, no codename, no text and no number of a
/// message: nothing in it identifies a contact that was forgotten.
extension StoreReader {
  /// A page of the log, the newest first.
  ///
  /// - Parameter author: only of this member of the staff.
  public func audit(
    of author: String? = nil, before: Int64 = .max, limit: Int
  ) throws(StoreError) -> [AuditEntry] {
    try rows(
      """
      SELECT a.id, a.at, a.author, a.way, a.operation, a.conversation, c.codename, a.count, a.value
      FROM audit a LEFT JOIN contacts c ON c.id = a.conversation
      WHERE a.id < ?1 AND (?2 IS NULL OR a.author = ?2) ORDER BY a.id DESC LIMIT ?3
      """, [before, author, limit]
    ) { row in
      AuditEntry(
        id: row[0], time: row.time(1), author: row[2], way: try row.word(3), operation: row[4],
        conversation: row[5], contact: row[6], count: row[7], value: row[8])
    }
  }

  /// The number of a contact's conversation; nil where it is unknown.
  public func conversationNumber(of contact: ContactKey) throws(StoreError) -> Int64? {
    try row("SELECT id FROM contacts WHERE key = ?", [contact.data]) { $0[0] as Int64 }
  }

  /// The conversation of messages; nil where they are of several, or of none.
  public func conversationNumber(of messages: [MessageID]) throws(StoreError) -> Int64? {
    let found = try rows(
      """
      SELECT DISTINCT m.conversation FROM json_each(?) n JOIN items m ON m.id = n.value LIMIT 2
      """, [messages.map(\.rawValue).jsonArray]
    ) { $0[0] as Int64 }
    return found.count == 1 ? found[0] : nil
  }

  /// Whether a contact has written anything that is in the inbox.
  public func hasWritten(_ contact: ContactKey) throws(StoreError) -> Bool {
    try row(
      """
      SELECT newest_in > 0 FROM triage WHERE conversation = (SELECT id FROM contacts WHERE key = ?)
      """, [contact.data]
    ) { $0[0] as Bool } ?? false
  }
}

extension StoreTransaction {
  /// The entries that are kept; the oldest are dropped.
  public static let auditMax: Int64 = 100_000
  /// A year in milliseconds.
  public static let auditAgeMax: Int64 = 365 * 86_400_000

  /// Records an action of the author.
  public func record(
    _ operation: String, on conversation: Int64?, count: Int?, value: String?,
    now: UnixMilliseconds
  ) throws(StoreError) {
    try run(
      """
      INSERT INTO audit (at, author, way, operation, conversation, count, value)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [now.rawValue, author.name, author.way.rawValue, operation, conversation, count, value])
    let last = database.lastInsertedRowID
    try run("DELETE FROM audit WHERE id <= ?", [last - Self.auditMax])
  }

  /// Drops what is older than a year.
  ///
  /// - Parameter time: the time for erasing.
  /// - Returns: how many entries, `limit` at most.
  @discardableResult
  public func dropOldAudit(
    time: UnixMilliseconds, limit: Int
  ) throws(StoreError) -> Int {
    // In the order of the numbers: an entry that a wrong clock dated later holds no older one back.
    try run(
      """
      DELETE FROM audit WHERE at < ?1 AND id IN (SELECT id FROM audit ORDER BY id LIMIT ?2)
      """, [max(0, time.rawValue) - Self.auditAgeMax, limit])
  }
}
