/// A datagram between two DHT nodes: kind 1, sender's DHT key 32, nonce 24, box. The box is sealed
/// between the sender's and the receiver's DHT keys, so the packet alone says how to open it.
///
/// - Spec: "DHT Packet"
public protocol DHTPacket: Packet {
  /// What the box holds.
  associatedtype Payload: WireValue
  /// The sizes in bytes that the payload may have.
  static var payloadSizes: ClosedRange<Int> { get }
  var sender: DHTPublicKey { get }
  var nonce: Nonce { get }
  var payload: Sealed { get }
  init(sender: DHTPublicKey, nonce: Nonce, payload: Sealed)
}

extension DHTPacket {
  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    let sender = try DHTPublicKey(from: &reader)
    let nonce = try Nonce(from: &reader)
    let size = reader.remaining - Sealed.overhead
    guard size >= Self.payloadSizes.lowerBound else { throw .truncated }
    guard size <= Self.payloadSizes.upperBound else { throw .size }
    self.init(sender: sender, nonce: nonce, payload: try Sealed(restOf: &reader))
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(sender)
    writer.write(nonce)
    writer.write(payload)
  }
}
