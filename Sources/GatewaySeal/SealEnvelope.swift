import CSodium
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
  public static let readersMax = BotConfiguration.InboxPolicy.readersMax
  private static let entrySize = InboxKeyID.size + LockedKey.size + HybridBox.overhead
  private static let headSize = 1 + homeSize + 8 + 1

  struct Entry: Hashable, Sendable {
    var reader: InboxKeyID
    var box: HybridBox
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
      + entries.flatMap { $0.reader.bytes + $0.box.bytes }
  }

  public init(bytes: [UInt8]) throws(Fault) {
    guard bytes.count >= Self.headSize, bytes[0] == Self.version,
      bytes.count == Self.headSize + Int(bytes[Self.headSize - 1]) * Self.entrySize
    else { throw .format }
    home = Array(bytes[1..<1 + Self.homeSize])
    number = Int64(bigEndianBytes: bytes[(1 + Self.homeSize)..<(Self.headSize - 1)])
    entries = stride(from: Self.headSize, to: bytes.count, by: Self.entrySize).map { start in
      let entry = bytes[start..<start + Self.entrySize]
      return Entry(
        reader: InboxKeyID(bytes: Array(entry.prefix(InboxKeyID.size))),
        box: HybridBox(bytes: entry.dropFirst(InboxKeyID.size)))
    }
  }

  /// A new id for a home.
  public static func newHome() -> [UInt8] { randomBytes(homeSize) }

  static func info(home: [UInt8], number: Int64) -> [UInt8] {
    Array("postern envelope 1".utf8) + [0] + home + number.bigEndianBytes
  }

  func open(with secret: InboxSecret) throws(Fault) -> LockedKey {
    guard let entry = entries.first(where: { $0.reader == secret.key.id }) else {
      throw .otherReader(readers)
    }
    let opened = entry.box.open(with: secret, info: Self.info(home: home, number: number))
    guard var opened, opened.count == LockedKey.size else { throw .changed }
    defer { wipe(&opened) }
    return LockedKey(bytes: opened)
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
    stride(from: 0, to: bytes.count, by: 2).map { start in
      Array(bytes[start..<start + 2]).hexadecimal
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
