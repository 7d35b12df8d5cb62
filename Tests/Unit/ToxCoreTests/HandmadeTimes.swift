@testable import ToxCore

extension NodeContext {
  /// The context at the time of an input.
  subscript(at now: Now) -> NodeContext {
    _read { yield self }
    _modify {
      self.now = now
      yield &self
    }
  }
}

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
