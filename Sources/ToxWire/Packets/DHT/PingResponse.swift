/// The answer to a ping request. 82 bytes.
///
/// Payload: kind 0x01 1, request id 8.
///
/// - Spec: "Ping Response"
public struct PingResponse: DHTPacket {
  public static let kind: UInt8 = 0x01
  public static let payloadSizes = 9...9

  public var sender: DHTPublicKey
  public var nonce: Nonce
  public var payload: Sealed

  public init(sender: DHTPublicKey, nonce: Nonce, payload: Sealed) {
    self.sender = sender
    self.nonce = nonce
    self.payload = payload
  }

  /// What the box holds. The kind stands in it once more: both directions share one key, and
  /// without it a request could be sent back as its own answer.
  public struct Payload: WireValue {
    public var id: RequestID

    public init(id: RequestID) { self.id = id }

    public init(from reader: inout Reader) throws(WireError) {
      try reader.expect(kind: PingResponse.kind)
      id = try RequestID(from: &reader)
    }

    public func write(to writer: inout Writer) {
      writer.write(PingResponse.kind)
      writer.write(id)
    }
  }
}
