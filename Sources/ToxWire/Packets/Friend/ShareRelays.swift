/// TCP relays at which the sender can be reached: id 1, 1 to 3 packed nodes of the TCP families.
///
/// - Spec: "friend_connection", packet 17
public struct ShareRelays: FriendPayload {
  public static let kind: UInt8 = 17
  /// How many relays there may be.
  public static let countLimit = 3

  public let relays: [PackedNode]

  /// - Precondition: 1 to 3 nodes, all of them over TCP.
  public init(_ relays: [PackedNode]) {
    precondition((1...Self.countLimit).contains(relays.count), "1 to 3 relays")
    precondition(relays.allSatisfy { $0.address.transport == .tcp }, "relays are TCP")
    self.relays = relays
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    let relays = try PackedNode.list(from: &reader, limit: Self.countLimit)
    guard !relays.isEmpty else { throw .count }
    guard relays.allSatisfy({ $0.address.transport == .tcp }) else { throw .addressFamily }
    self.relays = relays
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    for relay in relays { writer.write(relay) }
  }
}
