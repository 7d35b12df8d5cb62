/// The way back of an onion packet, as the hops wrapped it: each sealed where the packet came from,
/// together with the way back it found, under a key that it alone knows.
///
/// A blob of `hops` layers has 59 bytes a hop: nonce 24, box{ address 19, the blob before it }.
/// Without hops it is empty: the sender itself has no way back to tell.
///
/// - Spec: "Onion Request Packet Structure"
public struct OnionReturn: Hashable, Sendable {
  /// How many hops sealed it: 0…3.
  public let hops: Int
  public let bytes: [UInt8]

  /// The way back of a packet that passed no hop.
  public static let none = OnionReturn(hops: 0, bytes: [])

  /// The longest: from the destination back to the sender.
  public static let hopsMax = 3

  public static func size(hops: Int) -> Int {
    hops * (Nonce.size + Sealed.overhead + FixedEndpoint.size)
  }

  private init(hops: Int, bytes: [UInt8]) {
    self.hops = hops
    self.bytes = bytes
  }

  /// The blob that a hop makes of its sealed `OnionReturnStep`.
  public init(nonce: Nonce, sealed: Sealed) {
    bytes = nonce.encoded() + sealed.bytes
    hops = bytes.count / Self.size(hops: 1)
    precondition(bytes.count == Self.size(hops: hops) && hops <= Self.hopsMax, "a sealed step")
  }

  public init(hops: Int, from reader: inout Reader) throws(WireError) {
    self.init(hops: hops, bytes: try reader.bytes(Self.size(hops: hops)))
  }

  /// What the hop that made it opens; nil where no hop did.
  public var box: (nonce: Nonce, sealed: Sealed)? {
    guard hops > 0 else { return nil }
    return (Nonce(Array(bytes.prefix(Nonce.size))), Sealed(Array(bytes.dropFirst(Nonce.size))))
  }
}

/// The plaintext of an `OnionReturn`: where the packet came from 19, and the way back it carried.
///
/// Only the hop that wrote it can read it.
///
/// - Spec: "Onion Request Packet Structure"
public struct OnionReturnStep: WireValue {
  public var origin: OnionOrigin
  public var rest: OnionReturn

  public init(_ origin: OnionOrigin, rest: OnionReturn) {
    self.origin = origin
    self.rest = rest
  }

  public init(from reader: inout Reader) throws(WireError) {
    origin = try OnionOrigin(from: &reader)
    let hops = reader.remaining / OnionReturn.size(hops: 1)
    guard hops < OnionReturn.hopsMax else { throw .size }
    rest = try OnionReturn(hops: hops, from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(origin)
    writer.write(rest.bytes)
  }
}
