/// A moment on the machine's monotonic clock, which cannot be set, in milliseconds since its start:
/// for everything that is measured within one process.
public struct Uptime: Hashable, Sendable, Comparable {
  public var rawValue: Int64

  /// Before any other moment.
  public static let start = Uptime(0)

  public init(_ rawValue: Int64) { self.rawValue = rawValue }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// This moment moved by a number of milliseconds.
  public func advanced(byMilliseconds delta: Int64) -> Self { Self(rawValue &+ delta) }

  /// Milliseconds since an earlier moment; 0 where it is a later one.
  public func milliseconds(since earlier: Uptime) -> Int64 {
    max(0, rawValue &- earlier.rawValue)
  }

  /// Whether so many milliseconds have passed since a moment, or there was no such moment.
  public func isPast(_ interval: Int64, since last: Uptime?) -> Bool {
    last.map { milliseconds(since: $0) >= interval } ?? true
  }

  /// Milliseconds until a later moment; 0 where it has passed.
  public func milliseconds(until later: Uptime) -> Int64 { later.milliseconds(since: self) }
}
