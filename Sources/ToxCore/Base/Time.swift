/// A moment on the monotonic clock, in nanoseconds since an arbitrary start.
public struct Instant: Hashable, Sendable, Comparable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Later than everything: a timer at this instant never fires.
  public static let distantFuture = Instant(nanoseconds: .max)

  /// The next multiple of a step, later than this instant: timers that are due then share one
  /// wake-up.
  func nextMultiple(of step: Interval) -> Instant {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: step.nanoseconds)
    let passed = remainder < 0 ? quotient - 1 : quotient
    return Instant(nanoseconds: (passed + 1) * step.nanoseconds)
  }

  @inlinable public static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  @inlinable public static func + (left: Self, right: Interval) -> Self {
    Self(nanoseconds: left.nanoseconds &+ right.nanoseconds)
  }

  @inlinable public static func - (left: Self, right: Interval) -> Self {
    Self(nanoseconds: left.nanoseconds &- right.nanoseconds)
  }

  @inlinable public static func - (left: Self, right: Self) -> Interval {
    Interval(nanoseconds: left.nanoseconds &- right.nanoseconds)
  }
}

/// A length of time in nanoseconds.
public struct Interval: Hashable, Sendable, Comparable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static let zero = Interval(nanoseconds: 0)

  @inlinable public static func seconds(_ count: Int64) -> Self {
    Self(nanoseconds: count * 1_000_000_000)
  }

  @inlinable public static func milliseconds(_ count: Int64) -> Self {
    Self(nanoseconds: count * 1_000_000)
  }

  @inlinable public static func microseconds(_ count: Int64) -> Self {
    Self(nanoseconds: count * 1_000)
  }

  @inlinable public static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  @inlinable public static func + (left: Self, right: Self) -> Self {
    Self(nanoseconds: left.nanoseconds &+ right.nanoseconds)
  }

  @inlinable public static func * (left: Self, right: Int64) -> Self {
    Self(nanoseconds: left.nanoseconds &* right)
  }

  @inlinable public static func / (left: Self, right: Int64) -> Self {
    Self(nanoseconds: left.nanoseconds / right)
  }
}

/// The time as the shell tells it: the last argument of each method of the node that handles an
/// input. The node keeps it in its context meanwhile.
public struct Now: Hashable, Sendable {
  /// For timers and time-outs.
  public var monotonic: Instant
  /// Seconds since 1970-01-01 UTC: goes on the wire in DHT-key packets, and nowhere else.
  public var unixSeconds: UInt64

  @inlinable public init(monotonic: Instant, unixSeconds: UInt64) {
    self.monotonic = monotonic
    self.unixSeconds = unixSeconds
  }
}
