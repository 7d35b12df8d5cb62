/// Either way: "are you there?" Kind 1, request id 8. 9 bytes.
///
/// Id 0 is never sent, since a relay closes a connection on a pong that has it. A relay answers a
/// ping with id 0; a client does not.
///
/// - Spec: "TCP server", "Ping packet"
public struct RelayPing: Packet {
  public static let kind: UInt8 = 0x04

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
