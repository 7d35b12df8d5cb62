/// A public half of an X25519 pair. Each kind of key has its own type, so that one can't be passed
/// for another.
public protocol PublicKey: WireValue, Comparable, CustomStringConvertible {
  var bytes32: Bytes32 { get }
  init(_ bytes32: Bytes32)
}

extension PublicKey {
  /// 32 bytes on the wire.
  @inlinable public static var size: Int { 32 }

  public init(from reader: inout Reader) throws(WireError) {
    self.init(try reader.bytes32())
  }

  public func write(to writer: inout Writer) {
    writer.write(bytes32)
  }

  /// - Precondition: `bytes` has 32 elements.
  public init(_ bytes: [UInt8]) {
    self.init(Bytes32(bytes.span))
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { bytes32.bytes }

  /// A key is not a secret, but it names a person: descriptions show nothing of it.
  public var description: String { "<\(Self.self)>" }

  @inlinable public static func < (left: Self, right: Self) -> Bool { left.bytes32 < right.bytes32 }

  /// The reference client's check: a key whose last byte is over 127 is refused.
  public var isPlausible: Bool { bytes32[31] < 128 && bytes32 != .zero }
}

/// The key that is a person: what a Tox ID holds. Lives as long as the identity.
public struct LongTermPublicKey: PublicKey {
  public let bytes32: Bytes32
  @inlinable public init(_ bytes32: Bytes32) { self.bytes32 = bytes32 }
}

/// The key of one process run under which DHT peers know a node.
public struct DHTPublicKey: PublicKey {
  public let bytes32: Bytes32
  @inlinable public init(_ bytes32: Bytes32) { self.bytes32 = bytes32 }

  /// XOR distance.
  @inlinable public func distance(to other: DHTPublicKey) -> Bytes32 { bytes32 ^ other.bytes32 }
}

/// The key of one encrypted session.
public struct SessionPublicKey: PublicKey {
  public let bytes32: Bytes32
  @inlinable public init(_ bytes32: Bytes32) { self.bytes32 = bytes32 }
}

/// The key with which data for an announced node is encrypted on its way through the onion.
public struct OnionDataPublicKey: PublicKey {
  public let bytes32: Bytes32
  @inlinable public init(_ bytes32: Bytes32) { self.bytes32 = bytes32 }

  /// "No key": what a searcher sends.
  public static let none = OnionDataPublicKey(.zero)
}

/// A key made for one packet, one path or one search.
public struct EphemeralPublicKey: PublicKey {
  public let bytes32: Bytes32
  @inlinable public init(_ bytes32: Bytes32) { self.bytes32 = bytes32 }
}
