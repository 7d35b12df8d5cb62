/// One encrypted session, from its first cookie request to its end. Never used again.
public struct SessionID: Hashable, Sendable, Comparable {
  public let rawValue: UInt64
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
