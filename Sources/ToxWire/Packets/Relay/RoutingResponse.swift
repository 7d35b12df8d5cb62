/// Relay to client: the slot that a peer got. Kind 1, slot 1, DHT key of the peer 32. 34 bytes.
///
/// - Spec: "TCP server", "Routing response"
public struct RoutingResponse: Packet {
  public static let kind: UInt8 = 0x01

  /// nil where the relay refused: no slot is free, or the client asked for itself. On the wire any
  /// byte below 0x10, written as 0.
  public var slot: RelaySlot?
  public var peer: DHTPublicKey

  public init(slot: RelaySlot?, peer: DHTPublicKey) {
    self.slot = slot
    self.peer = peer
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    slot = RelaySlot(try reader.uint8())
    peer = try DHTPublicKey(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(slot?.rawValue ?? 0)
    writer.write(peer)
  }
}
