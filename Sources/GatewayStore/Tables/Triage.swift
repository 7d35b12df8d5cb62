import GRDB
public import GatewayCore

/// A conversation whose status changed in a transaction.
public struct ChangedConversation: Hashable, Sendable {
  public var contact: ContactKey
  public var triage: Triage
  /// The member of the staff, or the rule; nil where the contact wrote.
  public var author: Author?
}

extension StoreReader {
  /// What the owner's people know of a conversation; nil where nothing of it is in the inbox.
  public func storedTriage(of contact: ContactKey) throws(StoreError) -> Triage? {
    try row(
      """
      SELECT t.status, t.since, t.starred, t.assignee FROM triage t
      WHERE t.conversation = (SELECT id FROM contacts WHERE key = ?)
      """, [contact.data]
    ) { try $0.triage(from: 0) }
  }
}

extension Row {
  /// The columns status, since, starred and assignee.
  func triage(from column: Int) throws -> Triage {
    Triage(
      status: try word(column), since: time(column + 1), isStarred: self[column + 2],
      assignee: self[column + 3])
  }
}

/// What becomes of a conversation as items enter the inbox.
extension StoreTransaction {
  /// An item is in the inbox now.
  func noteKept(
    _ id: Int64, _ direction: Item.Direction, of known: BatchContact, at time: UnixMilliseconds
  ) throws(StoreError) {
    let find = try fastBesidePending("SELECT status FROM triage WHERE conversation = ?")
    find.bind(1, known.rowID)
    let before = try find.first { row in ConversationStatus(rawValue: row.text(0)) } ?? nil
    let isInbound = direction == .inbound
    let status = isInbound ? (before?.afterMessage ?? .new) : .waiting
    try write(status, newest: id, isInbound: isInbound, of: known, at: time)
    guard status != before else { return }
    noteMovedDeadlines()
    // The first message says by itself that there is a conversation.
    guard before != nil else { return }
    changedConversations.append(
      ChangedConversation(
        contact: known.contact.key, triage: Triage(status: status, since: time),
        author: isInbound ? nil : author))
  }

  /// Where the status is the one before, its time and its reminder stay.
  private func write(
    _ status: ConversationStatus, newest id: Int64, isInbound: Bool, of known: BatchContact,
    at time: UnixMilliseconds
  ) throws(StoreError) {
    let statement = try fastBesidePending(
      """
      INSERT INTO triage (conversation, newest, newest_in, status, since)
      VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (conversation) DO UPDATE SET
        newest = max(newest, ?2), newest_in = max(newest_in, ?3), status = ?4,
        since = iif(status = ?4, since, ?5), reminded = reminded AND status = ?4
      """)
    statement.bind(1, known.rowID)
    statement.bind(2, id)
    statement.bind(3, isInbound ? id : 0)
    statement.bind(4, text: status.rawValue)
    statement.bind(5, time.rawValue)
    try statement.execute()
  }

  /// - Returns: the changes since the last call, each conversation with its state now.
  public func takeChangedConversations() throws(StoreError) -> [ChangedConversation] {
    guard !changedConversations.isEmpty else { return [] }
    let all = changedConversations
    changedConversations = []
    var taken: [ChangedConversation] = []
    for change in all {
      guard let triage = try storedTriage(of: change.contact) else { continue }
      let now = ChangedConversation(
        contact: change.contact, triage: triage, author: change.author)
      if taken.last != now { taken.append(now) }
    }
    return taken
  }
}

/// What the owner's people do to conversations.
extension StoreTransaction {
  /// Changes conversations.
  ///
  /// Closing one closes its messages.
  ///
  /// - Returns: how many differ now from before.
  @discardableResult
  public func change(
    _ contacts: [ContactKey], _ change: TriageChange, now: UnixMilliseconds
  ) throws(StoreError) -> Int {
    var changed: [ContactKey] = []
    for contact in contacts {
      guard let before = try storedTriage(of: contact) else { continue }
      let after = before.after(change, at: now)
      guard after != before else { continue }
      try run(
        """
        UPDATE triage SET status = ?1, since = ?2, starred = ?3, assignee = ?4,
          reminded = reminded AND status = ?1
        WHERE conversation = (SELECT id FROM contacts WHERE key = ?5)
        """,
        [
          after.status.rawValue, after.since.rawValue, after.isStarred, after.assignee,
          contact.data,
        ])
      noteMovedDeadlines()
      changed.append(contact)
      changedConversations.append(
        ChangedConversation(contact: contact, triage: after, author: author))
    }
    if change.status == .closed { try closeMessages(of: changed) }
    return changed.count
  }

  /// One pass over the index of the inbox, however many conversations there are.
  private func closeMessages(of contacts: [ContactKey]) throws(StoreError) {
    guard let range = try ranges(of: contacts) else { return }
    try run(
      """
      UPDATE items SET status = 'closed', is_read = 1 WHERE id IN (
        SELECT m.id FROM items m INDEXED BY items_in_inbox
        WHERE m.in_inbox AND m.id BETWEEN ?2 AND ?3 AND m.direction = 'in' AND m.status = 'open'
          AND m.conversation IN (SELECT value FROM json_each(?1)))
      """, [range.conversations, range.first, range.last])
  }

  /// Closes the conversations of these messages of which no message is open, and opens the closed
  /// ones of which one is.
  func followMessages(
    _ messages: [MessageID], now: UnixMilliseconds
  ) throws(StoreError) {
    let contacts = try conversations(of: messages)
    guard let range = try ranges(of: contacts) else { return }
    let open = try rows(
      """
      SELECT c.key FROM items m INDEXED BY items_in_inbox JOIN contacts c ON c.id = m.conversation
      WHERE m.in_inbox AND m.id BETWEEN ?2 AND ?3 AND m.direction = 'in' AND m.status = 'open'
        AND m.conversation IN (SELECT value FROM json_each(?1)) GROUP BY m.conversation
      """, [range.conversations, range.first, range.last]
    ) { try $0.key(0) }
    let isOpen = Set(open)
    try change(
      contacts.filter { !isOpen.contains($0) }, TriageChange(status: .closed), now: now)
    for contact in open where try storedTriage(of: contact)?.status == .closed {
      try change([contact], TriageChange(status: .open), now: now)
    }
  }

  private func conversations(of messages: [MessageID]) throws(StoreError) -> [ContactKey] {
    try rows(
      """
      SELECT DISTINCT c.key FROM json_each(?) n JOIN items m ON m.id = n.value
      JOIN contacts c ON c.id = m.conversation WHERE m.in_inbox
      """, [messages.map(\.rawValue).jsonArray]
    ) { try $0.key(0) }
  }

  /// The conversations of contacts as an array of JSON, and where their items are.
  private func ranges(
    of contacts: [ContactKey]
  ) throws(StoreError) -> (conversations: String, first: Int64, last: Int64)? {
    var numbers: [Int64] = []
    var (first, last) = (Int64.max, Int64.min)
    for contact in contacts {
      guard let bounds = try itemBounds(of: contact), let from = bounds.first,
        let through = bounds.last
      else { continue }
      numbers.append(bounds.conversation)
      (first, last) = (min(first, from), max(last, through))
    }
    return numbers.isEmpty ? nil : (numbers.jsonArray, first, last)
  }

  /// A member of the staff has seen a conversation up to this message.
  public func markRead(
    _ contact: ContactKey, through message: MessageID, by staff: String
  ) throws(StoreError) {
    try run(
      """
      INSERT INTO read_marks (staff, conversation, through)
      SELECT ?1, t.conversation, min(?3, t.newest) FROM triage t
      WHERE t.conversation = (SELECT id FROM contacts WHERE key = ?2)
      ON CONFLICT (staff, conversation) DO UPDATE SET through = max(through, excluded.through)
      """, [staff, contact.data, message.rawValue])
  }

  /// Takes back what a member of the staff has seen of a conversation.
  public func markUnread(_ contact: ContactKey, by staff: String) throws(StoreError) {
    try run(
      """
      DELETE FROM read_marks WHERE staff = ? AND conversation = (
        SELECT id FROM contacts WHERE key = ?)
      """, [staff, contact.data])
  }
}

extension [Int64] {
  var jsonArray: String { "[\(map(String.init).joined(separator: ","))]" }
}
