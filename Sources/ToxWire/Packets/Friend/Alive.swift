/// Keeps a contact's session: id 1. A peer from which none comes for 32 s is given up, whatever
/// else it sends.
///
/// - Spec: "friend_connection", packet 16
public struct Alive: EmptyFriendPayload {
  public static let kind: UInt8 = 16
  public init() {}
}
