/// A key that the DHT looks for. Never used again.
public struct DHTSearchID: Hashable, Sendable, Comparable {
  public let rawValue: UInt32
  public init(_ rawValue: UInt32) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
