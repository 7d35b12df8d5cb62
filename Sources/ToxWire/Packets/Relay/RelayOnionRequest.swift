/// Client to relay: an onion packet that the relay takes as hop A does what it finds in its layer.
/// Kind 1, nonce 24, then an `OnionRelayLayer`. 160 to 1360 bytes.
///
/// The layer of hop A is not there: the connection to the relay is sealed already.
///
/// - Spec: "TCP server", "Onion packet"
public struct RelayOnionRequest: Packet {
  public static let kind: UInt8 = 0x08
  /// Size of the whole packet. A relay closes the connection on a shorter one; with a longer one,
  /// hop B would get more than `OnionSize.packetMax`.
  public static let sizes = 160...1360

  public var nonce: Nonce
  /// What hop A would have found.
  public var layer: OnionRelayLayer

  public init(nonce: Nonce, layer: OnionRelayLayer) {
    self.nonce = nonce
    self.layer = layer
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard reader.remaining >= Self.sizes.lowerBound else { throw .truncated }
    guard reader.remaining <= Self.sizes.upperBound else { throw .size }
    try reader.expect(kind: Self.kind)
    nonce = try Nonce(from: &reader)
    layer = try OnionRelayLayer(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(nonce)
    writer.write(layer)
  }
}
