/// The answer to an announce request: kind 1, sendback 8, nonce 24, box 49…253; 82…286 bytes.
///
/// - Spec: "Announce Response"
public struct AnnounceResponse: OnionCarriedResponse {
  public static let kind: UInt8 = 0x84

  /// As the request had it.
  public var sendback: RequestID
  public var nonce: Nonce
  /// A `Payload`.
  public var sealed: Sealed

  public init(sendback: RequestID, nonce: Nonce, sealed: Sealed) {
    self.sendback = sendback
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    sendback = try RequestID(from: &reader)
    nonce = try Nonce(from: &reader)
    let size = reader.remaining - Sealed.overhead
    guard size >= AnnounceOutcome.size else { throw .truncated }
    guard size <= AnnounceOutcome.size + Payload.nodesMax * 51 else { throw .size }
    sealed = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(sendback)
    writer.write(nonce)
    writer.write(sealed)
  }
}

extension AnnounceResponse {
  /// The plaintext of an announce response: outcome 33, then up to 4 nodes close to the searched
  /// key.
  ///
  /// - Spec: "Announce Response"
  public struct Payload: WireValue {
    public var outcome: AnnounceOutcome
    /// Reached over UDP.
    public var nodes: [PackedNode]

    public static let nodesMax = 4

    public init(_ outcome: AnnounceOutcome, nodes: [PackedNode]) {
      precondition(nodes.count <= Self.nodesMax, "at most 4 nodes")
      self.outcome = outcome
      self.nodes = nodes
    }

    public init(from reader: inout Reader) throws(WireError) {
      outcome = try AnnounceOutcome(from: &reader)
      nodes = try PackedNode.list(from: &reader, limit: Self.nodesMax)
      guard nodes.allSatisfy({ $0.address.transport == .udp }) else { throw .addressFamily }
    }

    public func write(to writer: inout Writer) {
      writer.write(outcome)
      for node in nodes { writer.write(node) }
    }
  }
}

/// What a node says to an announce request: one byte, then a ping id 32 or a data key 32.
///
/// - Spec: "Announce Response"
public enum AnnounceOutcome: WireValue {
  /// 0: no announcement of that key is stored here, or yours under another data key.
  case notStored(AnnouncePingID)
  /// 1: the searched key is stored here; encrypt data for it with this key.
  case found(OnionDataPublicKey)
  /// 2: you are stored here.
  case stored(AnnouncePingID)

  /// 33 bytes on the wire.
  public static let size = 33

  public init(from reader: inout Reader) throws(WireError) {
    switch try reader.uint8() {
    case 0: self = .notStored(try AnnouncePingID(from: &reader))
    case 1: self = .found(try OnionDataPublicKey(from: &reader))
    case 2: self = .stored(try AnnouncePingID(from: &reader))
    default: throw .value
    }
  }

  public func write(to writer: inout Writer) {
    switch self {
    case .notStored(let pingID):
      writer.write(UInt8(0))
      writer.write(pingID)
    case .found(let dataKey):
      writer.write(UInt8(1))
      writer.write(dataKey)
    case .stored(let pingID):
      writer.write(UInt8(2))
      writer.write(pingID)
    }
  }
}
