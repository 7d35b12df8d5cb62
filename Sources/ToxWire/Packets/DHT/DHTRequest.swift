/// A packet for a node whose address the sender does not know: nodes that do know it pass it on
/// unchanged. 106 to 1024 bytes.
///
/// Kind 1, destination's DHT key 32, sender's DHT key 32, nonce 24, box of a `DHTRequestData`,
/// sealed between sender and destination.
///
/// - Spec: "DHT Request Packets"
public struct DHTRequest: Packet {
  public static let kind: UInt8 = 0x20
  /// The whole packet, in bytes.
  public static let sizes = 106...1024
  /// How many bytes the plaintext may have: 1…919.
  public static let dataSizes = 1...(sizes.upperBound - headerSize - Sealed.overhead)

  private static let headerSize = 1 + 32 + 32 + Nonce.size

  public var destination: DHTPublicKey
  public var sender: DHTPublicKey
  public var nonce: Nonce
  public var data: Sealed

  public init(destination: DHTPublicKey, sender: DHTPublicKey, nonce: Nonce, data: Sealed) {
    self.destination = destination
    self.sender = sender
    self.nonce = nonce
    self.data = data
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard reader.remaining <= Self.sizes.upperBound else { throw .size }
    try reader.expect(kind: Self.kind)
    destination = try DHTPublicKey(from: &reader)
    sender = try DHTPublicKey(from: &reader)
    nonce = try Nonce(from: &reader)
    data = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(destination)
    writer.write(sender)
    writer.write(nonce)
    writer.write(data)
  }
}
