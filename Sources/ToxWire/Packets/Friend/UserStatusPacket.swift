/// What a person says of being there.
///
/// - Spec: "Messenger", USERSTATUS
public enum UserStatus: UInt8, Hashable, Sendable, CaseIterable {
  case online = 0
  case away = 1
  case busy = 2
}

/// The sender's status: id 1, status 1.
///
/// - Spec: "Messenger", USERSTATUS 50
public struct UserStatusPacket: FriendPayload {
  public static let kind: UInt8 = 50

  public let status: UserStatus

  public init(_ status: UserStatus) { self.status = status }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    guard let status = UserStatus(rawValue: try reader.uint8()) else { throw .value }
    self.status = status
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(status.rawValue)
  }
}
