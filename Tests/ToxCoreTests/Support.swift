@testable import ToxCore

/// SplitMix64: the same sequence for the same seed, in each process.
struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
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
