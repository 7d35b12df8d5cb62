/// When a session last sent something, and when it last tried the peer's addresses beside the
/// relays.
struct SendTimes {
  private(set) var last: Instant
  private var addressesTriedAt = Instant(nanoseconds: .min / 2)

  private static let trialInterval = Interval.seconds(1)

  init(now: Now) { last = now.monotonic }

  mutating func sent(_ now: Now) { last = now.monotonic }

  /// - Returns: whether the addresses are to be tried now.
  mutating func takeTrial(_ now: Now) -> Bool {
    guard now.monotonic - addressesTriedAt >= Self.trialInterval else { return false }
    addressesTriedAt = now.monotonic
    return true
  }
}
