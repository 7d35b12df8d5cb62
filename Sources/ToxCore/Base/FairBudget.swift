import ToxWire

/// A rate limit on work that peers can cause, of which no source gets more than a quarter.
///
/// Without the share, one flooder would use up the budget of all. Each `SourceNetwork` has one
/// share. Networks fall into a fixed number of buckets, by a hash with a secret: the table can't
/// grow, and no source can aim at another's bucket.
struct FairBudget {
  private let rate: TokenRate
  private let shareRate: TokenRate
  private var fullAt = TokenRate.full
  private var shares = [Instant](repeating: TokenRate.full, count: Self.shareCount)
  private let secret: UInt64

  private static let shareCount = 64

  init(_ limit: RateLimit, _ entropy: inout Entropy) {
    rate = TokenRate(limit)
    shareRate = TokenRate(
      burst: max(1, limit.burst / 4), perSecond: max(1, limit.perSecond / 4))
    secret = entropy.uint64()
  }

  /// Takes one token for a request of `source`; false where it, or all sources together, are over
  /// the limit.
  mutating func take(for source: some RequestSource, now: Now) -> Bool {
    let now = now.monotonic
    let share = bucket(of: source.network)
    guard rate.availableAt(now, fullAt: fullAt) <= now,
      shareRate.availableAt(now, fullAt: shares[share]) <= now
    else { return false }
    fullAt = rate.taking(now, fullAt: fullAt)
    shares[share] = shareRate.taking(now, fullAt: shares[share])
    return true
  }

  /// Takes tokens for what `source` has done already.
  ///
  /// - Returns: when it may do more: now, or when it, or all sources together, are below the limit
  ///   again.
  mutating func charge(_ count: Int, to source: some RequestSource, now: Now) -> Instant {
    let now = now.monotonic
    let share = bucket(of: source.network)
    fullAt = rate.taking(now, fullAt: fullAt, count: count)
    shares[share] = shareRate.taking(now, fullAt: shares[share], count: count)
    return max(
      rate.availableAt(now, fullAt: fullAt), shareRate.availableAt(now, fullAt: shares[share]))
  }

  private func bucket(of network: SourceNetwork) -> Int {
    // The finalizer of SplitMix64.
    var word =
      network.number &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(network.port) << 40 ^ secret
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return Int((word ^ word >> 31) % UInt64(Self.shareCount))
  }
}
