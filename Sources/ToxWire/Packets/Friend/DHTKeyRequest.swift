/// A DHT-key packet on its way as a DHT request, behind the id byte 0x9c: sender's long-term key
/// 32, nonce 24, box (long-term ↔ long-term) of a `DHTKeyPacket` 57 to 261.
///
/// - Spec: "DHT Request Packets", "DHT public key packet"
public struct DHTKeyRequest: WireValue {
  public let sender: LongTermPublicKey
  public let nonce: Nonce
  public let sealed: Sealed

  /// What the box may hold, in bytes: a DHT-key packet with 0 to 4 nodes.
  private static let plaintextSizes = 41...245

  public init(sender: LongTermPublicKey, nonce: Nonce, sealed: Sealed) {
    self.sender = sender
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    sender = try LongTermPublicKey(from: &reader)
    nonce = try Nonce(from: &reader)
    sealed = try Sealed(restOf: &reader)
    guard Self.plaintextSizes.contains(sealed.bytes.count - Sealed.overhead) else { throw .size }
  }

  public func write(to writer: inout Writer) {
    writer.write(sender)
    writer.write(nonce)
    writer.write(sealed)
  }
}
