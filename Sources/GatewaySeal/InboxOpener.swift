public import GatewayCore
import Synchronization

/// Opens on a reader's machine what was sealed to its inbox key.
public final class InboxOpener: Sendable {
  public enum Fault: Error, Hashable, Sendable {
    /// Not a value that people can open: of another version, or the bot's own.
    case format
    /// The envelope that the value names is not here.
    case noEnvelope
    case envelope(SealEnvelope.Fault)
    /// Changed, or moved from another place.
    case changed
  }

  public let secret: InboxSecret
  private let envelopes = Mutex<[Int64: SealEnvelope]>([:])
  private let keys = Mutex<[Int64: LockedKey]>([:])

  public init(_ secret: InboxSecret) { self.secret = secret }

  /// The public half of its key.
  public var key: InboxKey { secret.key }

  public func add(_ envelope: SealEnvelope) {
    envelopes.withLock { $0[envelope.number] = envelope }
  }

  /// Forgets all, and the keys in them, where there are more than so many.
  public func forgetEnvelopes(beyond count: Int) {
    guard envelopes.withLock({ $0.count > count }) else { return }
    envelopes.withLock { $0 = [:] }
    keys.withLock { $0 = [:] }
  }

  public func hasEnvelope(_ number: Int64) -> Bool { envelopes.withLock { $0[number] != nil } }

  /// The number of the envelope that a sealed value names; nil where it names none.
  public static func envelopeNumber(of sealed: [UInt8]) -> Int64? {
    guard sealed.first == InboxSealer.Version.people, sealed.count > 9 else { return nil }
    return Int64(bigEndianBytes: sealed[1..<9])
  }

  public func open(_ sealed: [UInt8], at place: SealPlace) throws(Fault) -> [UInt8] {
    guard let number = Self.envelopeNumber(of: sealed) else { throw .format }
    let key = try key(of: number)
    guard let plaintext = ValueCipher.open(sealed[9...], under: key, at: place) else {
      throw .changed
    }
    return plaintext
  }

  private func key(of number: Int64) throws(Fault) -> LockedKey {
    if let known = keys.withLock({ $0[number] }) { return known }
    guard let envelope = envelopes.withLock({ $0[number] }) else { throw .noEnvelope }
    let key: LockedKey
    do throws(SealEnvelope.Fault) { key = try envelope.open(with: secret) } catch {
      throw .envelope(error)
    }
    keys.withLock { keys in
      // Each key has locked memory of its own.
      if keys.count >= Self.keysMax { keys = [:] }
      keys[number] = key
    }
    return key
  }

  private static let keysMax = 1_024
}
