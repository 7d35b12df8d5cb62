/// An onion packet on its way to hop A, B or C: kind 1, nonce 24, key of this layer 32, box, and
/// the ways back that the hops before put together (59 bytes each).
///
/// One random nonce serves all three layers. The box is between the layer's key and the hop's DHT
/// key, and holds an `OnionRelayLayer`, or for hop C an `OnionExitLayer`.
///
/// - Spec: "Onion Request Packet Structure"
/// - Differs: the reference uses its DHT key for the first layer, which lets hop A link a sender's
///   paths. A hop never looks at whose key it is, so that a fresh one serves as well.
public protocol OnionRequest: Packet {
  /// How many hops the packet passed before.
  static var hopsPassed: Int { get }
  /// What the layers add to the data: the packet is longer than 1 + this.
  static var overhead: Int { get }

  var nonce: Nonce { get }
  var key: EphemeralPublicKey { get }
  var sealed: Sealed { get }
  var returnPath: OnionReturn { get }

  init(nonce: Nonce, key: EphemeralPublicKey, sealed: Sealed, returnPath: OnionReturn)
}

/// Sizes that all onion packets share, in bytes.
public enum OnionSize {
  /// Any onion datagram.
  public static let packetMax = 1400
  /// What a request may carry to its destination: 1400 − 1 − 225.
  public static let requestPayloadMax = 1174
  /// What a response may carry back: 1400 − 1 − 177.
  public static let responsePayloadMax = 1222
}

extension OnionRequest {
  public init(from reader: inout Reader) throws(WireError) {
    guard reader.remaining <= OnionSize.packetMax else { throw .size }
    guard reader.remaining > 1 + Self.overhead else { throw .truncated }
    try reader.expect(kind: Self.kind)
    let nonce = try Nonce(from: &reader)
    let key = try EphemeralPublicKey(from: &reader)
    let sealedSize = reader.remaining - OnionReturn.size(hops: Self.hopsPassed)
    let sealed = Sealed(try reader.bytes(sealedSize))
    let returnPath = try OnionReturn(hops: Self.hopsPassed, from: &reader)
    self.init(nonce: nonce, key: key, sealed: sealed, returnPath: returnPath)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(nonce)
    writer.write(key)
    writer.write(sealed)
    writer.write(returnPath.bytes)
  }
}
