/// Kind 1, slot 1. Relay to client: the peer left, or freed its slot; this slot stays granted.
/// Client to relay: the slot is no longer needed.
///
/// - Spec: "TCP server", "Disconnect notification"
public struct DisconnectNotification: Packet {
  public static let kind: UInt8 = 0x03

  public var slot: RelaySlot

  public init(slot: RelaySlot) { self.slot = slot }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    slot = try RelaySlot(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(slot)
  }
}
