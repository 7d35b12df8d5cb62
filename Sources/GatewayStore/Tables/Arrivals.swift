import GRDB
public import GatewayCore

extension StoreTransaction {
  /// Gives an inbound message its number. Its content is stored by `apply`.
  ///
  /// - Returns: nil where the contact is unknown, perhaps removed by an earlier message of the
  ///   batch.
  public func receive(from contact: ContactKey) throws(StoreError) -> MessageID? {
    guard try batchContact(contact) != nil else { return nil }
    receivedCount += 1
    return try nextMessageID()
  }

  /// The contact certainly has the acknowledgements of all messages up to this one.
  public func markAcknowledged(
    through id: MessageID, of contact: ContactKey
  ) throws(StoreError) {
    // Where items are held, none can be in doubt after a restart.
    guard vault.writes(.itemContent), let known = try batchContact(contact),
      known.acknowledged < id.rawValue
    else { return }
    known.acknowledged = id.rawValue
    noteChange(of: known)
    demandCommit()
  }

  /// The next number; numbers are never reused. Where messages are held, numbers are reserved by
  /// the thousand, so that none costs a commit.
  func nextMessageID() throws(StoreError) -> MessageID {
    var numbers: WriterCache.Numbers
    if let known = cache.numbers { numbers = known } else { numbers = try storedNumbers() }
    numbers.last += 1
    if !vault.writes(.itemContent), numbers.last > numbers.stored {
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
