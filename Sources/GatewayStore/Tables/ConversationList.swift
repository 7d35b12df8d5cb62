import GRDB
public import GatewayCore

/// A conversation with messages or answers in the inbox.
public struct ListedConversation: Sendable {
  public let contact: StoredContact
  public let labels: [ContactLabel]
  public let triage: Triage
  /// Messages that no person was shown.
  public let unread: Int
  /// Whether the reader has not seen all of it.
  public let isUnread: Bool
  /// Whether it stayed as it is until after its deadline.
  public let isOverdue: Bool
  public let notes: Int
  public let newest: Item
}

extension StoreReader {
  /// The conversations of the inbox, the one with the newest item first. An index orders the page,
  /// also where it is filtered.
  ///
  /// - Parameter bytesMax: how many bytes of the newest item's text are read.
  public func conversations(
    _ filter: ConversationFilter = ConversationFilter(), with contact: ContactKey? = nil,
    bytesMax: Int
  ) throws(StoreError) -> [ListedConversation] {
    let search = TriageSearch(filter.triage, with: contact)
    let found = try rows(
      """
      SELECT c.key, t.newest, t.status, t.since, t.starred, t.assignee,
        (SELECT count(*) FROM items m INDEXED BY items_unread
          WHERE m.in_inbox AND m.direction = 'in' AND NOT m.is_read
            AND m.conversation = t.conversation),
        t.newest_in > ifnull((SELECT r.through FROM read_marks r
          WHERE r.staff = :reader AND r.conversation = t.conversation), 0),
        (SELECT count(*) FROM notes n WHERE n.conversation = t.conversation),
        (SELECT group_concat(label) FROM (
          SELECT l.label FROM contact_labels l WHERE l.contact = t.conversation ORDER BY l.label)),
        t.reminded
      FROM triage t JOIN contacts c ON c.id = t.conversation
      WHERE t.newest < :before\(search.condition) ORDER BY t.newest DESC LIMIT :limit
      """,
      search.arguments + [
        "before": filter.before?.rawValue ?? .max, "limit": filter.limit,
        "reader": filter.triage.reader,
      ]
    ) { row in
      (
        key: try row.key(0), newest: MessageID(row[1]), triage: try row.triage(from: 2),
        unread: row[6] as Int, isUnread: row[7] as Bool, notes: row[8] as Int,
        // No label has a comma.
        labels: (row[9] as String?)?.split(separator: ",").map(String.init) ?? [],
        isOverdue: row[10] as Bool
      )
    }
    var conversations: [ListedConversation] = []
    for entry in found {
      guard let contact = try storedContact(entry.key),
        let newest = try item(entry.newest, bytesMax: bytesMax)
      else { continue }
      conversations.append(
        ListedConversation(
          contact: contact, labels: entry.labels.compactMap(ContactLabel.init),
          triage: entry.triage,
          unread: entry.unread, isUnread: entry.isUnread, isOverdue: entry.isOverdue,
          notes: entry.notes,
          newest: newest))
    }
    return conversations
  }

  /// The contacts whose conversations a filter leaves, the newest first.
  public func conversationKeys(_ filter: ConversationFilter) throws(StoreError) -> [ContactKey] {
    let search = TriageSearch(filter.triage)
    return try rows(
      """
      SELECT c.key FROM triage t JOIN contacts c ON c.id = t.conversation
      WHERE t.newest < :before\(search.condition) ORDER BY t.newest DESC LIMIT :limit
      """,
      search.arguments + ["before": filter.before?.rawValue ?? .max, "limit": filter.limit]
    ) { try $0.key(0) }
  }

  /// How many conversations a filter leaves.
  public func conversationCount(_ filter: TriageFilter) throws(StoreError) -> Int {
    let search = TriageSearch(filter)
    return try row(
      "SELECT count(*) FROM triage t WHERE TRUE\(search.condition)", search.arguments
    ) { $0[0] as Int } ?? 0
  }
}

/// A filter as a condition on the row `t` of `triage`.
struct TriageSearch {
  /// Each part begins with " AND ": SQLite chooses an index by what stands there.
  let condition: String
  let arguments: StatementArguments

  init(_ filter: TriageFilter, with contact: ContactKey? = nil) {
    var condition = ""
    var arguments: [String: (any DatabaseValueConvertible)?] = [:]
    if let contact {
      condition += " AND t.conversation = (SELECT id FROM contacts WHERE key = :contact)"
      arguments["contact"] = contact.data
    }
    if let status = filter.status {
      condition += " AND t.status = :triage"
      arguments["triage"] = status.rawValue
    }
    if filter.isStarred { condition += " AND t.starred" }
    if let assignee = filter.assignee {
      condition += " AND t.assignee = :assignee"
      arguments["assignee"] = assignee
    }
    if filter.isUnassigned { condition += " AND t.assignee IS NULL" }
    if filter.isUnread {
      condition += """
         AND t.newest_in > ifnull((SELECT r.through FROM read_marks r
          WHERE r.staff = :staff AND r.conversation = t.conversation), 0)
        """
      arguments["staff"] = filter.reader
    }
    if let label = filter.contactLabel {
      condition += """
         AND EXISTS (SELECT 1 FROM contact_labels l
          WHERE l.contact = t.conversation AND l.label = :contact_label)
        """
      arguments["contact_label"] = ContactLabel.stored(label)
    }
    self.condition = condition
    self.arguments = StatementArguments(arguments)
  }
}
