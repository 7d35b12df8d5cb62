/// When to ask a peer that is silent about what we sent.
struct Probe {
  private var sentAt = Instant(nanoseconds: 0)
  private var progressAt = Instant(nanoseconds: 0)
  private var count = 0

  private static let backoffMax = 5
  private static let intervalMax = Interval.seconds(2)

  /// The first probes repeat data; a peer that is silent on purpose, since it has not consumed the
  /// data yet, does not get it again and again.
  var mayRepeatData: Bool { count < 3 }

  /// A probe was sent already, without an answer.
  var isRepeated: Bool { count > 0 }

  mutating func sent(now: Now) { sentAt = now.monotonic }

  mutating func progressed(now: Now) {
    progressAt = now.monotonic
    count = 0
  }

  mutating func probed(now: Now) {
    sentAt = now.monotonic
    count = min(count + 1, Self.backoffMax)
  }

  func due(_ roundTrip: RoundTrip) -> Instant {
    max(sentAt, progressAt) + min(roundTrip.probeTimeout * (1 << Int64(count)), Self.intervalMax)
  }
}
