/// Invites to a conference: id 1, 0 for "invitation", conference number 2, type 1, conference id
/// 32.
///
/// - Spec: "Group chats", Invite packets 96
public struct ConferenceInvitation: FriendPayload {
  public static let kind: UInt8 = 96
  private static let subkind: UInt8 = 0

  /// The inviter's own number for it.
  public let number: UInt16
  /// 0 text, 1 audio.
  public let type: UInt8
  public let conferenceID: Bytes32

  public init(number: UInt16, type: UInt8, conferenceID: Bytes32) {
    self.number = number
    self.type = type
    self.conferenceID = conferenceID
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    guard try reader.uint8() == Self.subkind else { throw .value }
    number = try reader.uint16()
    type = try reader.uint8()
    conferenceID = try reader.bytes32()
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(Self.subkind)
    writer.write(number)
    writer.write(type)
    writer.write(conferenceID)
  }
}
