import GRDB
public import GatewayCore

/// A message of a contact, with what tells a repetition of it.
public struct ReceivedMessage: Hashable, Sendable {
  public var id: MessageID
  public var kind: InboundMessage.Kind
  public var text: String
  public var at: UnixMilliseconds
  /// The contact certainly has our acknowledgement.
  public var isAcknowledged: Bool
}

extension StoreReader {
  /// The newest messages of a contact that may lack an acknowledgement of ours, because we went
  /// away between commit and acknowledgement; among them those before, which it has. In order of
  /// arrival, and none where all are acknowledged.
  ///
  /// Messages whose text is gone or sealed are not among them: sent again, they are new. Nor are
  /// those behind which `numbersSearched` messages of all contacts came.
  ///
  /// - Parameter limit: how many at most.
  public func doubtfulMessages(
    of contact: ContactKey, limit: Int
  ) throws(StoreError) -> [ReceivedMessage] {
    try writeBack(contact)
    let known = try row(
      "SELECT id, acknowledged, last_received FROM contacts WHERE key = ?", [contact.data]
    ) { (id: $0[0] as Int64, acknowledged: $0[1] as Int64, last: $0[2] as Int64) }
    guard let known, known.acknowledged < known.last else { return [] }
    return try rows(
      """
      SELECT id, kind, content, at FROM messages
      WHERE id > ? AND id <= ? AND contact = ? AND direction = 'in' AND NOT is_sealed
      ORDER BY id DESC LIMIT ?
      """, [known.last - Self.numbersSearched, known.last, known.id, limit]
    ) { row in
      ReceivedMessage(
        id: MessageID(row[0]), kind: try row.word(1),
        text: try vault.text(row[2], of: .messageContent), at: row.time(3),
        isAcknowledged: row[0] <= known.acknowledged)
    }.reversed()
  }

  /// There is no index by contact, so this bounds the time: some milliseconds.
  private static var numbersSearched: Int64 { 16_384 }
}

extension StoreTransaction {
  /// Takes an inbound message in: gives it its number. What it says is stored by `apply`.
  ///
  /// - Returns: nil where the contact is unknown, perhaps removed by an earlier message of the
  ///   batch.
  public func receive(from contact: ContactKey) throws(StoreError) -> MessageID? {
    guard try batchContact(contact) != nil else { return nil }
    receivedCount += 1
    return try nextMessageID()
  }

  /// The contact certainly has the acknowledgement of everything up to this message.
  public func markAcknowledged(
    through id: MessageID, of contact: ContactKey
  ) throws(StoreError) {
    guard let known = try batchContact(contact), known.acknowledged < id.rawValue else { return }
    known.acknowledged = id.rawValue
    noteChange(of: known)
    demandCommit()
  }

  /// The next number; a number once given is never given again. Where messages are held they are
  /// reserved by the thousand, so that none costs a commit.
  func nextMessageID() throws(StoreError) -> MessageID {
    var numbers: WriterCache.Numbers
    if let known = cache.numbers { numbers = known } else { numbers = try storedNumbers() }
    numbers.last += 1
    if !vault.writes(.messageContent), numbers.last > numbers.stored {
      numbers.stored = numbers.last + Self.numbersReserved
      try write(numbers.stored)
    }
    cache.numbers = numbers
    return MessageID(numbers.last)
  }

  private func storedNumbers() throws(StoreError) -> WriterCache.Numbers {
    let last = try row("SELECT value FROM counters WHERE name = 'message'") { $0[0] as Int64 }
    guard let last else { throw .corrupt("the message counter is missing") }
    return WriterCache.Numbers(last: last, stored: last)
  }

  func writeNumbers() throws(StoreError) {
    guard let numbers = cache.numbers, numbers.last > numbers.stored else { return }
    try write(numbers.last)
    cache.numbers?.stored = numbers.last
  }

  private static var numbersReserved: Int64 { 65_536 }

  private func write(_ number: Int64) throws(StoreError) {
    let statement = try fast("UPDATE counters SET value = ? WHERE name = 'message'")
    statement.bind(1, number)
    try statement.execute()
  }
}
