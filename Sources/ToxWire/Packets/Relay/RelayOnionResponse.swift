/// Relay to client: what came back for a `RelayOnionRequest`. Kind 1, the response.
///
/// - Spec: "TCP server", "Onion packet"
public struct RelayOnionResponse: Packet {
  public static let kind: UInt8 = 0x09

  public var payload: OnionResponsePayload

  public init(_ payload: OnionResponsePayload) { self.payload = payload }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    payload = try OnionResponsePayload(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(payload)
  }
}
