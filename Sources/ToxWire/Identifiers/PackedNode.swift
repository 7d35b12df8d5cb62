/// A DHT node or TCP relay: its address and its DHT key. 39 bytes over IPv4, 51 over IPv6.
///
/// - Spec: "Packed Node Format"
public struct PackedNode: WireValue {
  public var address: TransportEndpoint
  public var key: DHTPublicKey

  public init(_ address: TransportEndpoint, _ key: DHTPublicKey) {
    self.address = address
    self.key = key
  }

  /// A node that is reached over UDP.
  public init(udp endpoint: Endpoint, _ key: DHTPublicKey) {
    self.init(TransportEndpoint(.udp, endpoint), key)
  }

  public init(from reader: inout Reader) throws(WireError) {
    self.init(try TransportEndpoint(from: &reader), try DHTPublicKey(from: &reader))
  }

  public func write(to writer: inout Writer) {
    writer.write(address)
    writer.write(key)
  }

  /// Reads nodes until the reader is empty.
  ///
  /// - Throws: `.count` where there are more than `limit`.
  public static func list(
    from reader: inout Reader, limit: Int
  ) throws(WireError) -> [PackedNode] {
    var nodes: [PackedNode] = []
    while reader.remaining > 0 {
      guard nodes.count < limit else { throw .count }
      nodes.append(try PackedNode(from: &reader))
    }
    return nodes
  }
}
