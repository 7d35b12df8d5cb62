import GRDB
public import GatewayCore

extension StoreReader {
  /// What waits for this contact, oldest first; `after` continues behind a message seen before.
  public func outbox(
    of contact: ContactKey, after: OutboxID = OutboxID(0), limit: Int = 100
  ) throws(StoreError) -> [OutboxMessage] {
    try rows(
      """
      SELECT id, kind, text, created_at, sends FROM outbox
      WHERE contact = (SELECT id FROM contacts WHERE key = ?) AND id > ? ORDER BY id LIMIT ?
      """, [contact.data, after.rawValue, limit]
    ) { row in
      OutboxMessage(
        id: OutboxID(row[0]), contact: contact, kind: try row.word(1), text: row.text(2),
        createdAt: row.time(3), sends: row[4])
    }
  }

  /// The contacts for whom something waits.
  public func contactsInOutbox() throws(StoreError) -> [ContactKey] {
    try rows(
      "SELECT key FROM contacts WHERE id IN (SELECT contact FROM outbox) ORDER BY id"
    ) { try $0.key(0) }
  }

  public func outboxCount(of contact: ContactKey) throws(StoreError) -> Int {
    try row(
      "SELECT count(*) FROM outbox WHERE contact = (SELECT id FROM contacts WHERE key = ?)",
      [contact.data]
    ) { $0[0] as Int } ?? 0
  }
}

extension StoreTransaction {
  /// Puts a text for a contact behind what waits for it already, cut into parts of one packet each.
  ///
  /// - Parameter partBytesMax: UTF-8 bytes that one packet takes.
  /// - Returns: the numbers of its parts; none where the contact is unknown or the text empty.
  @discardableResult
  public func enqueue(
    _ text: String, kind: InboundMessage.Kind, to contact: ContactKey, partBytesMax: Int,
    now: UnixMilliseconds
  ) throws(StoreError) -> [OutboxID] {
    guard let known = try batchContact(contact) else { return [] }
    var ids: [OutboxID] = []
    for part in MessageParts.split(text, bytesMax: partBytesMax) {
      try run(
        "INSERT INTO outbox (contact, kind, text, created_at) VALUES (?, ?, CAST(? AS TEXT), ?)",
        [known.rowID, kind.rawValue, part.data, now.rawValue])
      ids.append(OutboxID(lastInsertedID))
    }
    return ids
  }

  /// These were handed to the network. They stay until their receipt.
  public func markSent(_ ids: [OutboxID]) throws(StoreError) {
    for id in ids { try run("UPDATE outbox SET sends = sends + 1 WHERE id = ?", [id.rawValue]) }
  }

  /// The contact has these: they leave the outbox.
  public func markReceived(_ ids: [OutboxID]) throws(StoreError) {
    for id in ids { try run("DELETE FROM outbox WHERE id = ?", [id.rawValue]) }
  }
}
