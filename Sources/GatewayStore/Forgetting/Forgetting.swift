import GRDB
public import GatewayCore

/// Counts of what was forgotten, for callers that report it.
public struct Forgotten: Hashable, Sendable {
  public var contacts = 0
  /// Messages and answers.
  public var messages = 0
  /// Answers that waited for their receipt.
  public var droppedAnswers: [OutboxID] = []
  public var deliveries = 0
  /// Those of them that no receiver had accepted yet.
  public var droppedDeliveries = 0
  /// Files, whose bytes are still in the home: see `Store.removeBytes`.
  public var files: [MessageID] = []
  /// Rows of all tables.
  public var rows = 0

  public init() {}

  public static func += (total: inout Forgotten, more: Forgotten) {
    total.contacts += more.contacts
    total.messages += more.messages
    total.droppedAnswers += more.droppedAnswers
    total.deliveries += more.deliveries
    total.droppedDeliveries += more.droppedDeliveries
    total.files += more.files
    total.rows += more.rows
  }
}

/// The single way in which anything is forgotten, at the request of a command, a rule or the bot's
/// `keep`. Its knowledge of the tables is in `ForgettableTable`.
///
/// It deletes rows. `Store.clean` then removes them from the files.
extension StoreTransaction {
  /// Forgets a message or an answer with everything that repeats its content: deliveries, delivered
  /// or not, its answers, including those that still wait, and failures of rules.
  @discardableResult
  public func forget(
    message id: MessageID, now: UnixMilliseconds
  ) throws(StoreError) -> Forgotten {
    var forgotten = Forgotten()
    let contact = try row("SELECT conversation FROM items WHERE id = ?", [id.rawValue]) {
      $0[0] as Int64
    }
    for answer in try answers(to: id) { forgotten += try forget(message: answer, now: now) }
    let arguments: StatementArguments = ["message": id.rawValue, "contact": contact]
    try run({ $0.ofMessage }, with: arguments, now: now, &forgotten)
    if let contact { try forgetEmptyConversation(contact) }
    return forgotten
  }

  /// Where nothing of a conversation is in the inbox any more, nothing that was noted on it stays.
  private func forgetEmptyConversation(_ contact: Int64) throws(StoreError) {
    guard try run("DELETE FROM triage WHERE conversation = ? AND newest = 0", [contact]) > 0 else {
      return
    }
    try run("DELETE FROM notes WHERE conversation = ?", [contact])
    try run("DELETE FROM drafts WHERE conversation = ?", [contact])
  }

  /// Forgets a contact with everything that it wrote and received, and all that is stored for it.
  ///
  /// - Returns: nothing forgotten where the contact is unknown.
  @discardableResult
  public func forget(
    contact key: ContactKey, now: UnixMilliseconds
  ) throws(StoreError) -> Forgotten {
    var forgotten = Forgotten()
    try forgetBatchContact(key)
    dropHeld(of: key)
    guard let bounds = try itemBounds(of: key) else { return forgotten }
    let (contact, first, last) = (bounds.conversation, bounds.first ?? 0, bounds.last ?? 0)
    for answer in try answersToOthers(from: contact, first: first, last: last) {
      forgotten += try forget(message: answer, now: now)
    }
    let arguments: StatementArguments = [
      "contact": contact, "first": first, "last": last, "values": StoreKey.prefix(of: key),
    ]
    try run({ $0.ofContact }, with: arguments, now: now, &forgotten)
    forgotten.contacts = 1
    return forgotten
  }

  /// What rules wrote to other contacts because of a contact's messages.
  private func answersToOthers(
    from contact: Int64, first: Int64, last: Int64
  ) throws(StoreError) -> [MessageID] {
    try rows(
      """
      SELECT r.id FROM items r JOIN items m ON m.id = r.answers
      WHERE r.id > ?2 AND r.id < ifnull(
          (SELECT min(id) FROM items WHERE id > ?3 AND direction = 'in'), 9223372036854775807)
        AND r.conversation <> ?1 AND m.conversation = ?1
      """, [contact, first, last]
    ) { MessageID($0[0]) }
  }

  private func run(
    _ statement: (ForgettableTable) -> String?, with arguments: StatementArguments,
    now: UnixMilliseconds, _ forgotten: inout Forgotten
  ) throws(StoreError) {
    for table in ForgettableTable.all {
      guard let sql = statement(table) else { continue }
      try forget(sql, of: table, with: arguments, now: now, &forgotten)
    }
  }

  /// Runs one statement of a table, and counts the deleted rows.
  func forget(
    _ sql: String, of table: ForgettableTable, with arguments: StatementArguments,
    now: UnixMilliseconds, _ forgotten: inout Forgotten
  ) throws(StoreError) {
    // Cached counts and rows are read again after rows were deleted.
    cache.valueCount = nil
    cache.timerCount = nil
    let count: Int
    switch table.name {
    case "deliveries": count = try runOnDeliveries(sql, with: arguments, now: now, &forgotten)
    case "outbox":
      let dropped = try rows(sql, arguments) { OutboxID($0[0]) }
      forgotten.droppedAnswers += dropped
      try noteDropped(dropped)
      count = dropped.count
    case "files":
      let gone = try rows(sql, arguments) { MessageID($0[0]) }
      forgotten.files += gone
      count = gone.count
    case "items":
      count = try run(sql, arguments)
      forgotten.messages += count
    default: count = try run(sql, arguments)
    }
    forgotten.rows += count
    if count > 0 { try oweRewriting() }
  }

  /// Deleted content may remain in free space within pages: see `Cleaning`.
  public func oweRewriting() throws(StoreError) {
    guard try meta(.rewritingOwed) == nil else { return }
    try setMeta(.rewritingOwed, [1])
  }

  /// Deletes deliveries, and lets those behind them in their lanes go.
  func runOnDeliveries(
    _ sql: String, with arguments: StatementArguments, now: UnixMilliseconds,
    _ forgotten: inout Forgotten
  ) throws(StoreError) -> Int {
    let gone = try rows(sql, arguments) { row in
      (
        lane: DeliveryLane(webhook: row[0], contact: row[1]),
        state: DeliveryState(row[2], ending: row[3])
      )
    }
    let owed = gone.filter { $0.state == .pending }
    forgotten.deliveries += gone.count
    forgotten.droppedDeliveries += owed.count
    for delivery in gone {
      try count(delivery.lane.webhook, from: delivery.state, to: nil)
    }
    for delivery in owed { try promoteFirst(of: delivery.lane, now: now) }
    if !gone.isEmpty { noteMovedDueTimes() }
    return gone.count
  }
}
