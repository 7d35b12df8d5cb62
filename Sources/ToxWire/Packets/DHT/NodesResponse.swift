/// The answer to a nodes request: up to four nodes. 82 to 286 bytes.
///
/// Payload: count 1, nodes 39 (IPv4) or 51 (IPv6) each, request id 8.
///
/// - Spec: "Nodes Response"
/// - Differs: the reference client sends a count of 0 where it knows no node, and ignores such an
///   answer when it gets one.
public struct NodesResponse: DHTPacket {
  public static let kind: UInt8 = 0x04
  public static let payloadSizes = 9...213

  public var sender: DHTPublicKey
  public var nonce: Nonce
  public var payload: Sealed

  public init(sender: DHTPublicKey, nonce: Nonce, payload: Sealed) {
    self.sender = sender
    self.nonce = nonce
    self.payload = payload
  }

  /// What the box holds.
  public struct Payload: WireValue {
    /// At most `nodesMax`, all reached over UDP.
    public let nodes: [PackedNode]
    public let id: RequestID

    /// How many nodes fit.
    public static let nodesMax = 4

    /// - Precondition: at most four nodes, none of them a TCP relay.
    public init(nodes: [PackedNode], id: RequestID) {
      precondition(
        nodes.count <= Self.nodesMax && nodes.allSatisfy { $0.address.transport == .udp },
        "up to four UDP nodes")
      self.nodes = nodes
      self.id = id
    }

    public init(from reader: inout Reader) throws(WireError) {
      let count = try reader.uint8()
      guard count <= Self.nodesMax else { throw .count }
      var nodes: [PackedNode] = []
      for _ in 0..<count {
        let node = try PackedNode(from: &reader)
        guard node.address.transport == .udp else { throw .addressFamily }
        nodes.append(node)
      }
      self.nodes = nodes
      id = try RequestID(from: &reader)
    }

    public func write(to writer: inout Writer) {
      writer.write(UInt8(nodes.count))
      for node in nodes { writer.write(node) }
      writer.write(id)
    }
  }
}
