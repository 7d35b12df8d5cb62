import GRDB
public import GatewayCore

/// A conversation with messages or answers in the inbox.
public struct ListedConversation: Sendable {
  public let contact: StoredContact
  public let unread: Int
  public let newest: Item
}

extension StoreReader {
  /// The conversations of the inbox, the one with the newest item first.
  ///
  /// One pass over the index of the inbox, which holds no text.
  ///
  /// - Parameters:
  ///   - before: only those whose newest item is older than this one: the next page.
  ///   - bytesMax: how many bytes of the newest item's text are read.
  public func conversations(
    before: MessageID?, limit: Int, bytesMax: Int
  ) throws(StoreError) -> [ListedConversation] {
    let found = try rows(
      """
      SELECT c.key, max(m.id) AS newest, sum(m.direction = 'in' AND NOT m.is_read)
      FROM items m INDEXED BY items_in_inbox JOIN contacts c ON c.id = m.conversation
      WHERE m.in_inbox GROUP BY m.conversation HAVING newest < ? ORDER BY newest DESC LIMIT ?
      """, [before?.rawValue ?? .max, limit]
    ) { (key: try $0.key(0), newest: MessageID($0[1]), unread: $0[2] as Int) }
    var conversations: [ListedConversation] = []
    for entry in found {
      guard let contact = try storedContact(entry.key),
        let newest = try item(entry.newest, bytesMax: bytesMax)
      else { continue }
      conversations.append(
        ListedConversation(contact: contact, unread: entry.unread, newest: newest))
    }
    return conversations
  }
}
