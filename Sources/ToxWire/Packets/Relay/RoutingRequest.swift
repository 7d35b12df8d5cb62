/// Client to relay: "give me a slot for this peer". Kind 1, DHT key of the peer 32. 33 bytes.
///
/// - Spec: "TCP server", "Routing request"
public struct RoutingRequest: Packet {
  public static let kind: UInt8 = 0x00

  public var peer: DHTPublicKey

  public init(peer: DHTPublicKey) { self.peer = peer }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    peer = try DHTPublicKey(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(peer)
  }
}
