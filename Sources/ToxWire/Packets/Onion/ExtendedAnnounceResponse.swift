/// The answer to an extended announce request: kind 1, sendback 8, nonce 24, box 50…670; 83…703
/// bytes.
///
/// - Spec: "Announce Response"
/// - Differs: not in the spec.
public struct ExtendedAnnounceResponse: OnionCarriedResponse {
  public static let kind: UInt8 = 0x88

  /// As the request had it.
  public var sendback: RequestID
  public var nonce: Nonce
  /// A `Payload`.
  public var sealed: Sealed

  private static let sizeMax = 703

  public init(sendback: RequestID, nonce: Nonce, sealed: Sealed) {
    self.sendback = sendback
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard reader.remaining <= Self.sizeMax else { throw .size }
    try reader.expect(kind: Self.kind)
    sendback = try RequestID(from: &reader)
    nonce = try Nonce(from: &reader)
    guard reader.remaining > Sealed.overhead + AnnounceOutcome.size else { throw .truncated }
    sealed = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(sendback)
    writer.write(nonce)
    writer.write(sealed)
  }
}

extension ExtendedAnnounceResponse {
  /// The plaintext of an extended announce response: outcome 33, count of nodes 1, the nodes, and
  /// announcements of groups.
  public struct Payload: WireValue {
    public var base: AnnounceResponse.Payload
    /// Not interpreted.
    public var groupAnnounces: [UInt8]

    public init(_ base: AnnounceResponse.Payload, groupAnnounces: [UInt8] = []) {
      self.base = base
      self.groupAnnounces = groupAnnounces
    }

    public init(from reader: inout Reader) throws(WireError) {
      let outcome = try AnnounceOutcome(from: &reader)
      let count = Int(try reader.uint8())
      guard count <= AnnounceResponse.Payload.nodesMax else { throw .count }
      var nodes: [PackedNode] = []
      for _ in 0..<count {
        let node = try PackedNode(from: &reader)
        guard node.address.transport == .udp else { throw .addressFamily }
        nodes.append(node)
      }
      base = AnnounceResponse.Payload(outcome, nodes: nodes)
      groupAnnounces = reader.rest()
    }

    public func write(to writer: inout Writer) {
      writer.write(base.outcome)
      writer.write(UInt8(base.nodes.count))
      for node in base.nodes { writer.write(node) }
      writer.write(groupAnnounces)
    }
  }
}
