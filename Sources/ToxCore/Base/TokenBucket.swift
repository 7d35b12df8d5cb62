/// A rate limit: `burst` at once, then one each `interval`.
///
/// Its only state is the moment at which it would be full again, so nothing needs refilling.
struct TokenRate {
  private let burst: Int
  private let interval: Interval

  init(burst: Int, perSecond: Int) {
    precondition(burst > 0 && perSecond > 0, "a bucket lets something pass")
    self.burst = burst
    interval = .seconds(1) / Int64(perSecond)
  }

  init(_ limit: RateLimit) { self.init(burst: limit.burst, perSecond: limit.perSecond) }

  /// The state of a bucket from which nothing was taken yet.
  static let full = Instant(nanoseconds: .min)

  /// When the next token can be taken from a bucket that is full at `fullAt`: `now`, or later.
  func availableAt(_ now: Instant, fullAt: Instant) -> Instant {
    max(now, max(fullAt, now) + interval - interval * Int64(burst))
  }

  /// When the bucket is full again, one token taken.
  func taking(_ now: Instant, fullAt: Instant) -> Instant { max(fullAt, now) + interval }

  /// The same after many were taken, even more than there were.
  func taking(_ now: Instant, fullAt: Instant, count: Int) -> Instant {
    max(fullAt, now) + interval * Int64(count)
  }
}

/// One bucket of tokens.
struct TokenBucket {
  private let rate: TokenRate
  private var fullAt = TokenRate.full

  init(burst: Int, perSecond: Int) { rate = TokenRate(burst: burst, perSecond: perSecond) }

  init(_ limit: RateLimit) { rate = TokenRate(limit) }

  /// Takes one token; false where there is none.
  mutating func take(_ now: Instant) -> Bool {
    guard availableAt(now) <= now else { return false }
    fullAt = rate.taking(now, fullAt: fullAt)
    return true
  }

  /// When the next token can be taken: `now`, or later.
  func availableAt(_ now: Instant) -> Instant { rate.availableAt(now, fullAt: fullAt) }
}
