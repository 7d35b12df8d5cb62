/// "You are no longer my contact": id 1. The session may stay.
///
/// - Spec: "Messenger", OFFLINE 25
public struct Offline: EmptyFriendPayload {
  public static let kind: UInt8 = 25
  public init() {}
}
