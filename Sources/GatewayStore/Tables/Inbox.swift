import GRDB
public import GatewayCore

extension StoreReader {
  private static let columns = """
    m.id, c.key, c.codename, m.direction, m.kind, m.content, m.is_sealed, m.at, m.status, m.label,
    m.assignee
    """

  /// The newest messages first.
  public func inbox(_ filter: InboxFilter = InboxFilter()) throws(StoreError) -> [InboxEntry] {
    try rows(
      """
      SELECT \(Self.columns) FROM messages m JOIN contacts c ON c.id = m.contact
      WHERE m.in_inbox AND (?1 IS NULL OR m.status = ?1) AND (?2 IS NULL OR c.key = ?2)
        AND (?3 IS NULL OR m.label = ?3) AND (?4 IS NULL OR m.assignee = ?4)
        AND (?5 IS NULL OR m.id < ?5)
      ORDER BY m.id DESC LIMIT ?6
      """,
      [
        filter.status?.rawValue, filter.contact?.data, filter.label, filter.assignee,
        filter.before?.rawValue, filter.limit,
      ], Self.entry)
  }

  public func inboxEntry(_ id: MessageID) throws(StoreError) -> InboxEntry? {
    try row(
      """
      SELECT \(Self.columns) FROM messages m JOIN contacts c ON c.id = m.contact WHERE m.id = ?
      """, [id.rawValue], Self.entry)
  }

  private static func entry(_ row: Row) throws -> InboxEntry {
    InboxEntry(
      id: MessageID(row[0]), contact: try row.key(1), codename: Codename(text: row[2]),
      direction: try row.word(3), kind: try row.word(4),
      content: MessageContent(data: row[5], isSealed: row[6]), at: row.time(7),
      status: try row.word(8), label: row[9], assignee: row[10])
  }
}

extension StoreTransaction {
  /// Stores an inbound message, in the inbox or beside it.
  public func store(
    _ message: InboundMessage, content: MessageContent, inInbox: Bool
  ) throws(StoreError) {
    try insertMessage(
      message.id, contact: message.contact.key, direction: .inbound, kind: message.kind,
      content: content, at: message.receivedAt, inInbox: inInbox)
  }

  /// Stores an answer of a rule beside the message that it answers.
  ///
  /// - Parameter message: where a message is what the rule answers: forgetting it takes the answer
  ///   along, whoever gets it.
  /// - Returns: nil where the transaction keeps no messages.
  func storeAnswer(
    to contact: ContactKey, kind: InboundMessage.Kind, content: MessageContent,
    answers message: MessageID?, now: UnixMilliseconds
  ) throws(StoreError) -> MessageID? {
    guard keepsMessages else { return nil }
    let id = try nextMessageID()
    try insertMessage(
      id, contact: contact, direction: .outbound, kind: kind, content: content, at: now,
      inInbox: false, answers: message)
    return id
  }

  /// An answer that a person wrote: into the inbox beside the messages that it answers.
  ///
  /// Sending it is the outbox's part (`enqueue`). Where the transaction keeps no messages, it only
  /// gets its number.
  @discardableResult
  public func keepAnswer(
    to contact: ContactKey, kind: InboundMessage.Kind, content: MessageContent,
    now: UnixMilliseconds
  ) throws(StoreError) -> MessageID {
    let id = try nextMessageID()
    try insertMessage(
      id, contact: contact, direction: .outbound, kind: kind, content: content, at: now,
      inInbox: true)
    return id
  }

  private func insertMessage(
    _ id: MessageID, contact: ContactKey, direction: InboxEntry.Direction,
    kind: InboundMessage.Kind, content: MessageContent, at: UnixMilliseconds, inInbox: Bool,
    answers message: MessageID? = nil
  ) throws(StoreError) {
    countBytes(content.byteCount)
    guard keepsMessages, let known = try batchContact(contact) else { return }
    try beginSpan(id, at: at)
    pending.messages.append(
      PendingRows.Message(
        id: id.rawValue, contact: known.rowID, direction: direction, kind: kind, content: content,
        at: at, inInbox: inInbox, answers: message?.rawValue))
    known.firstMessage = known.firstMessage ?? id.rawValue
    known.lastMessage = id.rawValue
    if direction == .inbound { known.lastReceived = id.rawValue }
    noteChange(of: known)
  }

  public func setStatus(_ status: InboxEntry.Status, of id: MessageID) throws(StoreError) {
    try update("UPDATE messages SET status = ? WHERE id = ?", [status.rawValue, id.rawValue])
  }

  public func setLabel(_ label: String?, of id: MessageID) throws(StoreError) {
    try update("UPDATE messages SET label = ? WHERE id = ?", [label, id.rawValue])
  }

  public func setAssignee(_ assignee: String?, of id: MessageID) throws(StoreError) {
    try update("UPDATE messages SET assignee = ? WHERE id = ?", [assignee, id.rawValue])
  }

  private func update(
    _ sql: String, _ arguments: StatementArguments
  ) throws(StoreError) {
    guard try run(sql, arguments) > 0 else { throw .unknownMessage }
  }
}
