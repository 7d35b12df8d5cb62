/// Either way: the answer to a `RelayPing`. Kind 1, the ping's id 8. 9 bytes.
///
/// - Spec: "TCP server", "Pong packet"
public struct RelayPong: Packet {
  public static let kind: UInt8 = 0x05

  public var id: RequestID

  public init(id: RequestID) { self.id = id }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    id = try RequestID(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(id)
  }
}
