/// "Which nodes do you know nearest to this key?" 113 bytes.
///
/// Payload: target key 32, request id 8.
///
/// - Spec: "Nodes Request"
public struct NodesRequest: DHTPacket {
  public static let kind: UInt8 = 0x02
  public static let payloadSizes = 40...40

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
    public var target: DHTPublicKey
    public var id: RequestID

    public init(target: DHTPublicKey, id: RequestID) {
      self.target = target
      self.id = id
    }

    public init(from reader: inout Reader) throws(WireError) {
      target = try DHTPublicKey(from: &reader)
      id = try RequestID(from: &reader)
    }

    public func write(to writer: inout Writer) {
      writer.write(target)
      writer.write(id)
    }
  }
}
