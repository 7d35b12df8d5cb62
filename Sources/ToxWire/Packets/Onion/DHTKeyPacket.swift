/// "This is my DHT key now": id 1 (0x9c), number against replay 8, DHT key 32, and up to 4 nodes
/// over which its owner may be reached; 41…245 bytes.
///
/// - Spec: "DHT Public Key Packet"
public struct DHTKeyPacket: WireValue {
  /// The first byte; also the id of the DHT request that carries it.
  public static let id: UInt8 = 0x9c

  /// Greater than in every packet before: the sender's Unix time in seconds.
  public var noReplay: UInt64
  public var key: DHTPublicKey
  /// TCP relays that the sender is connected to, then DHT nodes close to it.
  public var nodes: [PackedNode]

  public static let nodesMax = 4
  /// How many of the nodes are relays, by custom.
  public static let relaysMax = 2

  /// - Precondition: at most 4 nodes.
  public init(noReplay: UInt64, key: DHTPublicKey, nodes: [PackedNode]) {
    precondition(nodes.count <= Self.nodesMax, "at most 4 nodes")
    self.noReplay = noReplay
    self.key = key
    self.nodes = nodes
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.id)
    noReplay = try reader.uint64()
    key = try DHTPublicKey(from: &reader)
    nodes = try PackedNode.list(from: &reader, limit: Self.nodesMax)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.id)
    writer.write(noReplay)
    writer.write(key)
    for node in nodes { writer.write(node) }
  }
}

/// A `DHTKeyPacket` inside a DHT request, behind its id byte: the sender's long-term key 32, nonce
/// 24, box between the two long-term keys.
///
/// - Spec: "DHT Public Key Packet"
public struct SealedDHTKeyPacket: WireValue {
  public var sender: LongTermPublicKey
  public var nonce: Nonce
  /// A `DHTKeyPacket`.
  public var sealed: Sealed

  public init(sender: LongTermPublicKey, nonce: Nonce, sealed: Sealed) {
    self.sender = sender
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    sender = try LongTermPublicKey(from: &reader)
    nonce = try Nonce(from: &reader)
    sealed = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(sender)
    writer.write(nonce)
    writer.write(sealed)
  }
}
