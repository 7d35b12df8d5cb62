/// A rate limit: `burst` at once, then one each `interval`.
///
/// Kept as the one moment at which the bucket would be full again, so nothing needs refilling.
struct TokenBucket {
  private let burst: Int
  private let interval: Interval
  private var fullAt = Instant(nanoseconds: .min)

  init(burst: Int, perSecond: Int) {
    precondition(burst > 0 && perSecond > 0, "a bucket lets something pass")
    self.burst = burst
    interval = .seconds(1) / Int64(perSecond)
  }

  init(_ limit: RateLimit) { self.init(burst: limit.burst, perSecond: limit.perSecond) }

  /// Takes one token; false where there is none.
  mutating func take(_ now: Instant) -> Bool {
    guard availableAt(now) <= now else { return false }
    fullAt = max(fullAt, now) + interval
    return true
  }

  /// When the next token can be taken: `now`, or later.
  func availableAt(_ now: Instant) -> Instant {
    max(now, max(fullAt, now) + interval - interval * Int64(burst))
  }
}
