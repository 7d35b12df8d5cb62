/// When a failed delivery is tried again: a pure function of its attempts.
public struct RetrySchedule: Hashable, Sendable {
  /// Seconds to wait after the first, second, … failure; the last one repeats.
  public var delays: [Int64]
  /// The number of attempts after which a delivery has failed (kept as failed, not deleted).
  public var attemptsMax: Int

  public init(delays: [Int64], attemptsMax: Int) {
    precondition(!delays.isEmpty, "a schedule needs a delay")
    self.delays = delays
    self.attemptsMax = attemptsMax
  }

  /// Short delays at first, so that a restarted receiver gets deliveries soon; all attempts
  /// together take three days.
  public static let standard = RetrySchedule(
    delays: [1, 2, 5, 10, 20, 30, 60, 300, 1_800, 7_200, 18_000, 36_000], attemptsMax: 20)

  /// The longest wait in seconds that a receiver may ask for: a day.
  public static let retryAfterMax: Int64 = 86_400

  /// The next step for a delivery after its attempt number `attempts` (1 for the first).
  public func fate(
    of result: DeliveryResult, after attempts: Int, jitter: Double, now: UnixMilliseconds
  ) -> DeliveryFate {
    let retryAfter: Int64?
    switch result.advice {
    case .taken: return .delivered
    case .never, .neverSoFar: return .failed
    case .gone: return .paused
    case .later(let asked): retryAfter = asked
    }
    let next = nextAttempt(after: attempts, retryAfter: retryAfter, jitter: jitter, now: now)
    return next.map { .waits(until: $0) } ?? .failed
  }

  /// When a delivery is tried again after its attempt number `attempts` (1 for the first) failed.
  ///
  /// - Parameters:
  ///   - retryAfter: seconds that the receiver asked for; never shortens the wait, at most a day.
  ///   - jitter: 0..<1, spreads retries: up to a tenth of the delay is added.
  /// - Returns: the time of the next attempt, or nil when there is none.
  public func nextAttempt(
    after attempts: Int, retryAfter: Int64? = nil, jitter: Double, now: UnixMilliseconds
  ) -> UnixMilliseconds? {
    precondition(attempts >= 1, "an attempt was made")
    guard attempts < attemptsMax else { return nil }
    let listed = delays[min(attempts, delays.count) - 1]
    let asked = min(max(retryAfter ?? 0, 0), Self.retryAfterMax)
    let milliseconds = max(listed, asked) * 1_000
    return now.advanced(byMilliseconds: milliseconds + Int64(Double(milliseconds) * 0.1 * jitter))
  }
}
