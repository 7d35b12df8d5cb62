import GRDB
public import GatewayCore

/// How long conversations have been as they are, for the staff's reminders. A reminder is noted in
/// the transaction that gives it: then there is one for each time that a conversation gets its
/// status.
extension StoreReader {
  /// When the next reminder is due; nil where none is to come.
  public func nextDeadline(of deadlines: Deadlines) throws(StoreError) -> UnixMilliseconds? {
    var next: UnixMilliseconds?
    for (status, wait) in deadlines.waits {
      let first =
        try row(
          """
          SELECT min(since) FROM triage INDEXED BY triage_unreminded
          WHERE status = ? AND NOT reminded
          """, [status.rawValue]
        ) { ($0[0] as Int64?).map(UnixMilliseconds.init) } ?? nil
      guard let due = first?.advanced(byMilliseconds: wait) else { continue }
      next = min(next ?? due, due)
    }
    return next
  }
}

extension StoreTransaction {
  /// Takes the conversations whose deadline has passed, the longest first.
  public func takeOverdue(
    _ status: ConversationStatus, since time: UnixMilliseconds, limit: Int
  ) throws(StoreError) -> [(contact: ContactKey, triage: Triage)] {
    let overdue = try rows(
      """
      SELECT c.key, t.status, t.since, t.starred, t.assignee
      FROM triage t INDEXED BY triage_unreminded JOIN contacts c ON c.id = t.conversation
      WHERE t.status = ? AND NOT t.reminded AND t.since <= ? ORDER BY t.since LIMIT ?
      """, [status.rawValue, time.rawValue, limit]
    ) { (contact: try $0.key(0), triage: try $0.triage(from: 1)) }
    for conversation in overdue {
      try run(
        """
        UPDATE triage SET reminded = 1
        WHERE conversation = (SELECT id FROM contacts WHERE key = ?)
        """, [conversation.contact.data])
    }
    if !overdue.isEmpty { noteMovedDeadlines() }
    return overdue
  }

  /// Far beyond any date: sums of two are numbers still.
  static let timeMax: Int64 = 1 << 60

  /// The clock was set while the bot ran: what has passed of each deadline stays the same.
  ///
  /// - Parameter step: in milliseconds.
  public func moveDeadlines(by step: Int64) throws(StoreError) {
    let step = min(max(step, -Self.timeMax), Self.timeMax)
    let moved = try run(
      "UPDATE triage SET since = min(max(since, -?2), ?2) + ?1 WHERE NOT reminded",
      [step, Self.timeMax])
    guard moved > 0 else { return }
    noteMovedDeadlines()
  }
}
