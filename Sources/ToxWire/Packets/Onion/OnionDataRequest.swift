/// Data for a client that is announced at a node: kind 1, its long-term key 32, nonce 24, a key for
/// this packet alone 32, box. The node strips the long-term key and sends the rest on as an
/// `OnionDataResponse`.
///
/// - Spec: "Data to Route Request Packet"
public struct OnionDataRequest: OnionCarriedRequest {
  public static let kind: UInt8 = 0x85

  public var destination: LongTermPublicKey
  public var response: OnionDataResponse

  public init(to destination: LongTermPublicKey, _ response: OnionDataResponse) {
    self.destination = destination
    self.response = response
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard reader.remaining <= OnionSize.requestPayloadMax else { throw .size }
    try reader.expect(kind: Self.kind)
    destination = try LongTermPublicKey(from: &reader)
    response = try OnionDataResponse(bodyFrom: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(destination)
    response.writeBody(to: &writer)
  }
}
