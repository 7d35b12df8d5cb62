/// An onion packet on its way back: kind 1, the ways back that are left (59 bytes each), payload.
///
/// - Spec: "Onion Response Packet Structure"
public protocol OnionResponse: Packet {
  /// How many hops are still to pass, the receiver included.
  static var hopsLeft: Int { get }

  var returnPath: OnionReturn { get }
  var payload: OnionResponsePayload { get }

  init(returnPath: OnionReturn, payload: OnionResponsePayload)
}

extension OnionResponse {
  public init(from reader: inout Reader) throws(WireError) {
    guard reader.remaining <= OnionSize.packetMax else { throw .size }
    try reader.expect(kind: Self.kind)
    let returnPath = try OnionReturn(hops: Self.hopsLeft, from: &reader)
    self.init(returnPath: returnPath, payload: try OnionResponsePayload(from: &reader))
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(returnPath.bytes)
    writer.write(payload)
  }
}
