/// Invites to a group: id 1, 0xfe, 0 for "invitation", chat id 32, the inviter's key in the group
/// 32, the group's name 0 to 48.
///
/// - Spec: not described; seen on the wire.
public struct GroupInvitation: FriendPayload {
  public static let kind: UInt8 = 95
  private static let marker: UInt8 = 0xfe
  private static let subkind: UInt8 = 0
  /// Of a name, in bytes.
  public static let nameSizeLimit = 48

  public let chatID: Bytes32
  public let inviterKey: Bytes32
  /// Meant to be UTF-8.
  public let name: [UInt8]

  /// - Precondition: `name` has at most 48 bytes.
  public init(chatID: Bytes32, inviterKey: Bytes32, name: [UInt8]) {
    precondition(name.count <= Self.nameSizeLimit, "at most 48 bytes")
    self.chatID = chatID
    self.inviterKey = inviterKey
    self.name = name
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    guard try reader.uint8() == Self.marker, try reader.uint8() == Self.subkind else {
      throw .value
    }
    chatID = try reader.bytes32()
    inviterKey = try reader.bytes32()
    name = try reader.rest(sized: 0...Self.nameSizeLimit)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(Self.marker)
    writer.write(Self.subkind)
    writer.write(chatID)
    writer.write(inviterKey)
    writer.write(name)
  }
}
