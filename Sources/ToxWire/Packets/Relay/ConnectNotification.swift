/// Relay to client: the peer of this slot is connected, and asked for this client too. Kind 1,
/// slot 1. A relay ignores it.
///
/// - Spec: "TCP server", "Connect notification"
public struct ConnectNotification: Packet {
  public static let kind: UInt8 = 0x02

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
