import Crypto
import Foundation
import GatewayCore

/// A span of time in which content is sealed under one key, and the envelope that gives the key to
/// the readers. The key is in memory alone, until the period ends.
///
/// One encapsulation for each reader costs 0.1 ms and 1,176 bytes: too much for each item.
final class SealPeriod: Sendable {
  /// Random: it names the envelope in each value.
  let number: Int64
  let key: LockedKey
  let envelope: SealEnvelope

  /// - Throws: `.invalid` for a reader's key to which nothing can be sealed.
  init(home: [UInt8], readers: [InboxKey]) throws(InboxKey.Mistake) {
    let key = LockedKey.random()
    var number: Int64 = 0
    for byte in randomBytes(8) { number = number << 8 | Int64(byte) }
    number &= .max
    var entries: [SealEnvelope.Entry] = []
    for reader in readers {
      entries.append(try Self.entry(for: reader, key, home: home, number: number))
    }
    self.number = number
    self.key = key
    envelope = SealEnvelope(home: home, number: number, entries: entries)
  }

  private static func entry(
    for reader: InboxKey, _ key: LockedKey, home: [UInt8], number: Int64
  ) throws(InboxKey.Mistake) -> SealEnvelope.Entry {
    var secret = key.copy()
    defer { wipe(&secret) }
    do {
      var sender = try HPKE.Sender(
        recipientKey: XWingMLKEM768X25519.PublicKey(rawRepresentation: reader.bytes),
        ciphersuite: SealEnvelope.suite, info: SealEnvelope.info(home: home, number: number))
      let sealed = try sender.seal(secret)
      return SealEnvelope.Entry(
        reader: reader.id, encapsulated: [UInt8](sender.encapsulatedKey), sealed: [UInt8](sealed))
    } catch {
      throw .invalid
    }
  }
}
