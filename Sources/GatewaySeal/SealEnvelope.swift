import CSodium
import Crypto
import Foundation
public import GatewayCore

/// The key of one period, sealed to each reader with HPKE (RFC 9180) over X-Wing.
///
/// Version 1 (1 byte), home (16), number (8, big-endian), count of readers (1), then for each the
/// id of its key (8), the encapsulated key (1,120) and the sealed one (48).
public struct SealEnvelope: Hashable, Sendable {
  public enum Fault: Error, Hashable, Sendable {
    /// Not an envelope of a version that is known here.
    case format
    /// Sealed to other keys than this one: to these.
    case otherReader([InboxKeyID])
    /// Changed, or of another home.
    case changed
  }

  static let version: UInt8 = 1
  /// Bytes.
  public static let homeSize = 16
  /// The most keys to which a home is sealed.
  public static let readersMax = 16
  static let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256
  private static let encapsulatedSize = 1_120
  private static let sealedSize = LockedKey.size + 16
  private static let headSize = 1 + homeSize + 8 + 1

  struct Entry: Hashable, Sendable {
    var reader: InboxKeyID
    var encapsulated: [UInt8]
    var sealed: [UInt8]
  }

  /// The random id of the home: 16 bytes.
  public let home: [UInt8]
  public let number: Int64
  let entries: [Entry]

  init(home: [UInt8], number: Int64, entries: [Entry]) {
    self.home = home
    self.number = number
    self.entries = entries
  }

  /// The keys to which it is sealed.
  public var readers: [InboxKeyID] { entries.map(\.reader) }

  public var bytes: [UInt8] {
    [Self.version] + home + number.bigEndianBytes + [UInt8(entries.count)]
      + entries.flatMap { $0.reader.bytes + $0.encapsulated + $0.sealed }
  }

  public init(bytes: [UInt8]) throws(Fault) {
    let entrySize = InboxKeyID.size + Self.encapsulatedSize + Self.sealedSize
    guard bytes.count >= Self.headSize, bytes[0] == Self.version,
      bytes.count == Self.headSize + Int(bytes[Self.headSize - 1]) * entrySize
    else { throw .format }
    home = Array(bytes[1..<1 + Self.homeSize])
    number = Int64(bigEndianBytes: bytes[(1 + Self.homeSize)..<(Self.headSize - 1)])
    entries = stride(from: Self.headSize, to: bytes.count, by: entrySize).map { start in
      let (encapsulated, sealed) = (
        start + InboxKeyID.size, start + InboxKeyID.size + Self.encapsulatedSize
      )
      return Entry(
        reader: InboxKeyID(bytes: Array(bytes[start..<encapsulated])),
        encapsulated: Array(bytes[encapsulated..<sealed]),
        sealed: Array(bytes[sealed..<start + entrySize]))
    }
  }

  static func info(home: [UInt8], number: Int64) -> Data {
    Data(Array("postern envelope 1".utf8) + [0] + home + number.bigEndianBytes)
  }

  func open(with secret: InboxSecret) throws(Fault) -> LockedKey {
    guard let entry = entries.first(where: { $0.reader == secret.key.id }) else {
      throw .otherReader(readers)
    }
    do {
      var recipient = try HPKE.Recipient(
        privateKey: secret.privateKey(), ciphersuite: Self.suite,
        info: Self.info(home: home, number: number), encapsulatedKey: Data(entry.encapsulated))
      var opened = [UInt8](try recipient.open(entry.sealed))
      defer { wipe(&opened) }
      guard opened.count == LockedKey.size else { throw Fault.changed }
      return LockedKey(bytes: opened)
    } catch {
      throw .changed
    }
  }
}

/// The first 8 bytes of the BLAKE2b-256 of a public inbox key: enough to tell the keys of a home
/// apart.
public struct InboxKeyID: Hashable, Sendable, CustomStringConvertible {
  public static let size = 8
  public let bytes: [UInt8]

  /// - Precondition: `bytes` has 8 elements.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == Self.size, "an id has 8 bytes")
    self.bytes = bytes
  }

  /// Sixteen hexadecimal digits in groups of four.
  public var description: String {
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return stride(from: 0, to: 16, by: 4).map { start in
      String(digits.dropFirst(start).prefix(4))
    }.joined(separator: "-")
  }
}

extension InboxKey {
  public var id: InboxKeyID {
    var hash = [UInt8](repeating: 0, count: 32)
    crypto_generichash(&hash, hash.count, bytes, UInt64(bytes.count), nil, 0)
    return InboxKeyID(bytes: Array(hash.prefix(InboxKeyID.size)))
  }
}

extension Int64 {
  var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) } }

  /// - Precondition: 8 bytes.
  init(bigEndianBytes bytes: some Collection<UInt8>) {
    self = bytes.reduce(0) { $0 << 8 | Int64($1) }
  }
}
