/// One TCP connection to a relay that the node wants. Never used again.
public struct RelayLink: Hashable, Sendable, Comparable {
  public let rawValue: UInt64
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
