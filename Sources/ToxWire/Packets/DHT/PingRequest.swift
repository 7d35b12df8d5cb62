/// "Are you there, under this key, at this address?" 82 bytes.
///
/// Payload: kind 0x00 1, request id 8.
///
/// - Spec: "Ping Request"
public struct PingRequest: DHTPacket {
  public static let kind: UInt8 = 0x00
  /// In bytes.
  public static let size = 82
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
      try reader.expect(kind: PingRequest.kind)
      id = try RequestID(from: &reader)
    }

    public func write(to writer: inout Writer) {
      writer.write(PingRequest.kind)
      writer.write(id)
    }
  }
}
