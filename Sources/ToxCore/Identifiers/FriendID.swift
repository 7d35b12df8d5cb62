/// A contact within one process run. Stable until the contact is removed, then not used again.
public struct FriendID: Hashable, Sendable, Comparable {
  public let rawValue: UInt32
  public init(_ rawValue: UInt32) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
