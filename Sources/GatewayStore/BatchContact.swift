import GRDB
import GatewayCore

/// A contact as one transaction knows it. Its messages are counted here and written once at the end.
struct BatchContact {
  let rowID: Int64
  let contact: Contact
  var messageCount: Int
  /// Set by a message; nil while there is nothing to write.
  var lastMessageAt: UnixMilliseconds?
}

extension StoreTransaction {
  func batchContact(_ key: ContactKey) throws(StoreError) -> BatchContact? {
    if let known = contacts[key] { return known }
    let found = try row(
      """
      SELECT id, codename, name, label, state, first_seen, message_count FROM contacts
      WHERE key = ?
      """, [key.data]
    ) { row in
      BatchContact(
        rowID: row[0],
        contact: Contact(
          key: key, codename: Codename(text: row[1]), name: row[2], label: row[3],
          state: try row.word(4), firstSeen: row.time(5)),
        messageCount: row[6])
    }
    contacts[key] = found
    return found
  }

  /// Counts a message that was handled.
  func count(_ message: InboundMessage) throws(StoreError) {
    guard var known = try batchContact(message.contact.key) else { return }
    known.messageCount += 1
    known.lastMessageAt = message.receivedAt
    contacts[message.contact.key] = known
  }

  /// The row is about to change: it is read again when somebody asks.
  func forgetBatchContact(_ key: ContactKey) throws(StoreError) {
    guard let known = contacts.removeValue(forKey: key) else { return }
    try writeCount(known)
  }

  func writeCounts() throws(StoreError) {
    for known in contacts.values { try writeCount(known) }
    contacts = [:]
  }

  private func writeCount(_ known: BatchContact) throws(StoreError) {
    guard let lastMessageAt = known.lastMessageAt else { return }
    try run(
      "UPDATE contacts SET message_count = ?, last_seen = ? WHERE id = ?",
      [known.messageCount, lastMessageAt.rawValue, known.rowID])
  }
}
