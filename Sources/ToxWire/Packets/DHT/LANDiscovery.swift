/// "I am here", broadcast on the local network. Kind 1, DHT key 32.
///
/// - Spec: "LAN discovery"
public struct LANDiscovery: Packet {
  public static let kind: UInt8 = 0x21

  public var key: DHTPublicKey

  public init(key: DHTPublicKey) { self.key = key }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    key = try DHTPublicKey(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(key)
  }
}
