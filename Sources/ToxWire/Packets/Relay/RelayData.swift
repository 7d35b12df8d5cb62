/// Either way: data for the peer of a slot. Slot 1, payload 1…2031.
///
/// - Spec: "TCP server", "Data"
public struct RelayData: WireValue {
  /// In bytes: what the longest frame has room for.
  public static let payloadSizes = 1...2031

  public let slot: RelaySlot
  public let payload: [UInt8]

  /// - Precondition: `payload` has 1 to 2031 bytes.
  public init(_ payload: [UInt8], on slot: RelaySlot) {
    precondition(Self.payloadSizes.contains(payload.count), "1 to 2031 bytes")
    self.slot = slot
    self.payload = payload
  }

  public init(from reader: inout Reader) throws(WireError) {
    slot = try RelaySlot(from: &reader)
    payload = try reader.rest(sized: Self.payloadSizes)
  }

  public func write(to writer: inout Writer) {
    writer.write(slot)
    writer.write(payload)
  }
}
