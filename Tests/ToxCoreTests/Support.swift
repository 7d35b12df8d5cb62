@testable import ToxCore

extension Now {
  /// A hand-made time, counted from the start of a test; the Unix clock stands at 1 700 000 000
  /// then.
  static func milliseconds(_ count: Int64) -> Now {
    Now(
      monotonic: Instant(nanoseconds: count * 1_000_000),
      unixSeconds: 1_700_000_000 + UInt64(count / 1_000))
  }

  static func seconds(_ count: Int64) -> Now { milliseconds(count * 1_000) }
}
