/// "You are my contact": id 1. Until it came, everything else of the Messenger is ignored.
///
/// - Spec: "Messenger", ONLINE 24
public struct Online: EmptyFriendPayload {
  public static let kind: UInt8 = 24
  public init() {}
}
