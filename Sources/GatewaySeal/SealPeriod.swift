import GatewayCore

/// A span of time in which content is sealed under one key, and the envelope that gives the key to
/// the readers. The key is in memory alone, until the period ends.
///
/// One encapsulation for each reader costs 0.1 ms and 1,176 bytes: too much for each item.
final class SealPeriod: Sendable {
  /// Random: it names the envelope in each value.
  let number: Int64
  let key: LockedKey
  /// What stands before a value that is sealed under it.
  let head: [UInt8]
  let envelope: SealEnvelope

  /// - Throws: `.invalid` for a reader's key to which nothing can be sealed.
  init(home: [UInt8], readers: [InboxKey]) throws(InboxKey.Mistake) {
    let key = LockedKey.random()
    let number = Int64(bigEndianBytes: randomBytes(8)) & .max
    let entries = try SealEnvelope.entries(of: key, for: readers, home: home, number: number)
    self.number = number
    self.key = key
    head = [InboxSealer.Version.people] + number.bigEndianBytes
    envelope = SealEnvelope(home: home, number: number, entries: entries)
  }
}
