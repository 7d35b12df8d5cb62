import Foundation
import GRDB
public import GatewayCore

/// The inbox in pages. The messages of a page are found in the index over the inbox; then only
/// those rows are read.
extension StoreReader {
  /// A page of messages and answers.
  ///
  /// - Parameter bytesMax: how many bytes of each text are read; nil: all of it.
  public func inbox(
    _ filter: InboxFilter = InboxFilter(), bytesMax: Int? = nil
  ) throws(StoreError) -> [Item] {
    guard let search = try InboxSearch(filter, self) else { return [] }
    return try rows(
      """
      SELECT \(Self.inboxColumns) FROM (\(search.numbers)) CROSS JOIN items m ON m.id = number
      JOIN contacts c ON c.id = m.conversation
      LEFT JOIN triage t ON t.conversation = m.conversation AND m.in_inbox
      ORDER BY m.id \(search.direction)
      """, search.arguments + ["bytes": bytesMax]
    ) { try item($0, bytesMax: bytesMax) }
  }

  /// The numbers of a page.
  public func inboxNumbers(_ filter: InboxFilter) throws(StoreError) -> [MessageID] {
    guard let search = try InboxSearch(filter, self) else { return [] }
    return try rows(search.numbers, search.arguments) { MessageID($0[0]) }
  }

  /// How many messages there are, counted up to the filter's limit.
  public func inboxCount(_ filter: InboxFilter) throws(StoreError) -> Int {
    guard let search = try InboxSearch(filter, self) else { return 0 }
    return try row("SELECT count(*) FROM (\(search.numbers))", search.arguments) {
      $0[0] as Int
    } ?? 0
  }

  /// A stored message or answer, in the inbox or not.
  public func item(_ id: MessageID) throws(StoreError) -> Item? { try item(id, bytesMax: nil) }

  /// - Parameter bytesMax: how many bytes of the text are read; nil: all of it.
  func item(_ id: MessageID, bytesMax: Int?) throws(StoreError) -> Item? {
    try row(
      """
      SELECT \(Self.inboxColumns) FROM \(Self.inboxTables) WHERE m.id = :message
      """, ["message": id.rawValue, "bytes": bytesMax]
    ) { try item($0, bytesMax: bytesMax) }
  }

  /// The answers of rules to a message, as sent to its sender.
  public func automaticAnswers(
    to item: Item
  ) throws(StoreError) -> [Item] {
    guard item.direction == .inbound else { return [] }
    var found: [Item] = []
    for id in try answers(to: item.id) {
      let answer = try self.item(id)
      if let answer, answer.conversation == item.conversation { found.append(answer) }
    }
    return found
  }

  /// A message's answers follow it, before the next message.
  func answers(to id: MessageID) throws(StoreError) -> [MessageID] {
    try rows(
      """
      SELECT id FROM items WHERE answers = ?1 AND id > ?1 AND id < ifnull(
        (SELECT min(id) FROM items WHERE id > ?1 AND direction = 'in'), 9223372036854775807)
      """, [id.rawValue]
    ) { MessageID($0[0]) }
  }

  /// The parts of an answer that wait for their receipt, and their recipients.
  public func waitingParts(
    of answer: MessageID
  ) throws(StoreError) -> (contact: ContactKey, parts: [OutboxID])? {
    let contact = try row(
      """
      SELECT c.key, c.id FROM items m JOIN contacts c ON c.id = m.conversation WHERE m.id = ?
      """, [answer.rawValue]
    ) { (key: try $0.key(0), id: $0[1] as Int64) }
    guard let contact else { return nil }
    let parts = try rows(
      "SELECT id FROM outbox WHERE conversation = ?1 AND id > ?2 AND answer = ?2 ORDER BY id",
      [contact.id, answer.rawValue]
    ) { OutboxID($0[0]) }
    return (contact.key, parts)
  }

  /// What is erased with a message: its answers, and the deliveries of both.
  public func erasureExtent(
    of id: MessageID
  ) throws(StoreError) -> (answers: Int, deliveries: Int) {
    let answers = try answers(to: id)
    var deliveries = 0
    for message in answers + [id] {
      deliveries +=
        try row("SELECT count(*) FROM deliveries WHERE message = ?", [message.rawValue]) {
          $0[0] as Int
        } ?? 0
    }
    return (answers.count, deliveries)
  }

  private static let inboxColumns = """
    m.id, c.key, c.codename, m.direction, m.kind,
    CASE WHEN :bytes IS NULL OR m.is_sealed THEN m.content ELSE substr(m.content, 1, :bytes) END,
    NOT m.is_sealed AND :bytes IS NOT NULL AND length(m.content) > :bytes, m.at, m.status,
    m.is_read, m.label, m.encryption, m.in_inbox,
    m.direction = 'out' AND EXISTS (
      SELECT 1 FROM outbox o WHERE o.conversation = m.conversation AND o.id > m.id AND o.answer = m.id),
    m.expired_parts > 0, t.status, t.since, t.starred, t.assignee
    """

  private static let inboxTables = """
    items m JOIN contacts c ON c.id = m.conversation
    LEFT JOIN triage t ON t.conversation = m.conversation AND m.in_inbox
    """

  private func item(_ row: Row, bytesMax: Int?) throws -> Item {
    let direction: Item.Direction = try row.word(3)
    let isOutbound = direction == .outbound
    let (content, isCut) = content(
      row[5], of: row[0], isCut: row[6], bytesMax: bytesMax)
    return Item(
      id: MessageID(row[0]),
      conversation: Conversation(with: try row.key(1), codename: Codename(text: row[2])),
      direction: direction, kind: try row.word(4), content: content, isCut: isCut, at: row.time(7),
      status: try row.word(8), isNew: !isOutbound && !row[9], label: row.optionalText(10),
      triage: row.hasNull(atIndex: 15) ? nil : try row.triage(from: 15),
      encryption: (row[11] as String?).flatMap(TextEncryption.init(text:)),
      delivery: isOutbound ? (row[14] ? .expired : row[13] ? .waiting : .received) : nil,
      isAutomatic: isOutbound && !row[12])
  }

  /// The statement has already cut a text that is stored as plain text. A sealed one can be cut
  /// only after it is opened.
  private func content(
    _ data: Data, of item: Int64, isCut: Bool, bytesMax: Int?
  ) -> (content: ItemContent, isCut: Bool) {
    if isCut { return (vault.content(data.wholeCharacters, of: .itemContent, row: item), true) }
    let content = vault.content(data, of: .itemContent, row: item)
    guard let bytesMax, case .plain(let text) = content, text.utf8.count > bytesMax else {
      return (content, false)
    }
    let cut = Data(text.utf8.prefix(bytesMax)).wholeCharacters
    return (.plain(String(decoding: cut, as: UTF8.self)), true)
  }
}

/// A filter as a statement over the index.
struct InboxSearch {
  /// Selects the numbers, as a column `number`.
  let numbers: String
  let direction: String
  private(set) var arguments: StatementArguments

  /// - Returns: nil where the contact is unknown.
  init?(_ filter: InboxFilter, _ reader: StoreReader) throws(StoreError) {
    var contact: Int64?
    var (after, before) = (filter.after?.rawValue ?? 0, filter.before?.rawValue ?? .max)
    if let key = filter.contact {
      guard let bounds = try reader.itemBounds(of: key), let first = bounds.first,
        let last = bounds.last
      else { return nil }
      contact = bounds.conversation
      after = max(after, first - 1)
      before = min(before, last + 1)
    }
    direction = filter.order == .newestFirst ? "DESC" : "ASC"
    // A reader's mark is within a conversation.
    var triage = filter.triage
    triage.isUnread = false
    let search = TriageSearch(triage)
    var ofConversation = ""
    if !triage.isEmpty {
      ofConversation += """

          AND m.conversation IN (SELECT t.conversation FROM triage t WHERE TRUE\(search.condition))
        """
    }
    if filter.triage.isUnread {
      ofConversation += """

          AND m.direction = 'in' AND m.id > ifnull((SELECT r.through FROM read_marks r
            WHERE r.staff = :reader AND r.conversation = m.conversation), 0)
        """
    }
    let index = filter.encryption == nil ? "items_in_inbox" : "items_encrypted"
    let ofIndex = filter.encryption == nil ? "" : " AND m.encryption IS NOT NULL"
    numbers = """
      SELECT m.id AS number FROM items m INDEXED BY \(index)
      WHERE m.in_inbox\(ofIndex) AND m.id > :after AND m.id < :before
        AND (:contact IS NULL OR m.conversation = :contact)
        AND (:status IS NULL OR m.direction = 'in' AND m.status = :status)
        AND (NOT :new OR m.direction = 'in' AND NOT m.is_read)
        AND (:label IS NULL OR m.label = :label)
        AND (:encryption IS NULL OR :encryption = 'any'
          OR instr(' ' || m.encryption || ' ', ' ' || :encryption || ' ') > 0)
        AND (:since IS NULL OR m.at >= :since) AND (:until IS NULL OR m.at < :until)\(ofConversation)
      ORDER BY m.id \(direction) LIMIT :limit
      """
    arguments = [
      "after": after, "before": before, "contact": contact, "status": filter.status?.rawValue,
      "new": filter.onlyNew, "label": filter.label,
      "encryption": filter.encryption, "since": filter.since?.rawValue,
      "until": filter.until?.rawValue, "limit": filter.limit,
    ]
    if !triage.isEmpty { arguments += search.arguments }
    if filter.triage.isUnread { arguments += ["reader": filter.triage.reader] }
  }
}

extension Data {
  /// Without an incomplete UTF-8 character at the end.
  fileprivate var wholeCharacters: Data {
    guard let start = lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return self }
    let length =
      switch self[start] {
      case 0xC0..<0xE0: 2
      case 0xE0..<0xF0: 3
      case 0xF0...: 4
      default: 1
      }
    return endIndex - start < length ? self[..<start] : self
  }
}
