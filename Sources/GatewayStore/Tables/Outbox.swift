import GRDB
public import GatewayCore

extension StoreReader {
  /// What waits for this contact, oldest first, on disk or in memory; `after` continues behind a
  /// message that was read before. What is too old to be sent at a time is left out.
  public func outbox(
    of contact: ContactKey, after id: OutboxID = OutboxID(0), limit: Int = 100,
    unexpiredAt time: UnixMilliseconds = UnixMilliseconds(0)
  ) throws(StoreError) -> [OutboxMessage] {
    let stored = try rows(
      """
      SELECT id, kind, text, created_at, stamp, stamp_seconds, lifetime FROM outbox
      WHERE conversation = (SELECT id FROM contacts WHERE key = ?) AND id > ?
        AND (lifetime IS NULL OR created_at + lifetime > ?) ORDER BY id LIMIT ?
      """, [contact.data, id.rawValue, time.rawValue, limit]
    ) { row in
      OutboxMessage(
        id: OutboxID(row[0]), contact: contact, kind: try row.word(1),
        text: try vault.text(row[2], of: .outboxText, row: row[0]),
        createdAt: row.time(3), stamp: row.stamp(4), lifetime: row[6])
    }
    let held =
      self.held?.answers.of(contact, after: id, limit: limit, unexpiredAt: time) ?? []
    guard !held.isEmpty else { return stored }
    return Array((stored + held).sorted { $0.id < $1.id }.prefix(limit))
  }

  /// The contacts with waiting messages.
  public func contactsInOutbox() throws(StoreError) -> [ContactKey] {
    try rows(
      "SELECT key FROM contacts WHERE id IN (SELECT conversation FROM outbox) ORDER BY id"
    ) { try $0.key(0) }
  }

  public func outboxCount(of contact: ContactKey) throws(StoreError) -> Int {
    try row(
      "SELECT count(*) FROM outbox WHERE conversation = (SELECT id FROM contacts WHERE key = ?)",
      [contact.data]
    ) { $0[0] as Int } ?? 0
  }
}

extension StoreTransaction {
  /// Appends a text to a contact's outbox, cut into parts of one packet each, with a stamp each
  /// where the contact's messages have one.
  ///
  /// Where content is held, the parts only get their numbers: see `hold`.
  ///
  /// - Parameters:
  ///   - answer: the stored answer that the parts belong to; they are forgotten with it.
  ///   - lifetime: milliseconds after which they are not sent any more, if any.
  ///   - partBytesMax: UTF-8 bytes that one packet takes.
  /// - Returns: the parts; none where the contact is unknown or the text empty.
  @discardableResult
  public func enqueue(
    _ text: String, kind: InboundMessage.Kind, to contact: ContactKey,
    of answer: MessageID? = nil, lifetime: Int64? = nil, partBytesMax: Int,
    now: UnixMilliseconds
  ) throws(StoreError) -> [OutboxMessage] {
    guard let known = try batchContact(contact) else { return [] }
    var parts: [OutboxMessage] = []
    var entropy = SystemRandomNumberGenerator()
    let bytesMax = known.stampsTexts ? partBytesMax - MessageStamp.size : partBytesMax
    for part in MessageParts.split(text, bytesMax: bytesMax) {
      let id = OutboxID(try nextMessageID().rawValue)
      let stamp = known.stampsTexts ? MessageStamp(from: &entropy, at: now) : nil
      parts.append(
        OutboxMessage(
          id: id, contact: contact, kind: kind, text: part, createdAt: now, stamp: stamp,
          lifetime: lifetime))
      countBytes(part.utf8.count)
      guard let content = vault.put(part, in: .outboxText, row: id.rawValue) else { continue }
      pending.answers.append(
        PendingRows.Answer(
          id: id.rawValue, conversation: known.rowID, kind: kind, text: content, createdAt: now,
          stamp: stamp, answer: answer?.rawValue, lifetime: lifetime))
    }
    return parts
  }

  /// The contact has everything up to this message: all of it leaves the outbox, except messages
  /// with a stamp. Those are removed by `markReceived(_:)`, when the contact names them.
  public func markReceived(
    through id: OutboxID, by contact: ContactKey
  ) throws(StoreError) {
    guard let known = try batchContact(contact) else { return }
    // What is not written yet has not been sent either.
    let statement = try fastBesidePending(
      "DELETE FROM outbox WHERE conversation = ? AND id <= ? AND stamp IS NULL")
    statement.bind(1, known.rowID)
    statement.bind(2, id.rawValue)
    try statement.execute()
  }

  /// The contact has these messages: they leave the outbox.
  public func markReceived(_ ids: [OutboxID]) throws(StoreError) {
    guard !ids.isEmpty else { return }
    let statement = try fast("DELETE FROM outbox WHERE id = ?")
    for id in ids {
      statement.bind(1, id.rawValue)
      try statement.execute()
    }
  }
}
