import GatewayCore
import Testing

@Suite struct `The schedule of attempts` {
  let now = UnixMilliseconds(1_000_000)
  let schedule = RetrySchedule(delays: [1, 10, 100], attemptsMax: 5)

  private func wait(
    after attempts: Int, retryAfter: Int64? = nil, jitter: Double = 0
  ) -> Int64? {
    schedule.nextAttempt(after: attempts, retryAfter: retryAfter, jitter: jitter, now: now)
      .map { $0.rawValue - now.rawValue }
  }

  @Test func `each failure waits longer, and the last delay repeats`() {
    #expect((1...4).map { wait(after: $0) } == [1_000, 10_000, 100_000, 100_000])
  }

  @Test func `after the last attempt a delivery has failed`() {
    #expect(wait(after: 5) == nil)
    #expect(wait(after: 6) == nil)
  }

  @Test func `a receiver can ask for a longer wait, never for a shorter one`() {
    #expect(wait(after: 2, retryAfter: 60) == 60_000)
    #expect(wait(after: 2, retryAfter: 1) == 10_000)
    #expect(wait(after: 2, retryAfter: -5) == 10_000)
  }

  @Test func `a receiver cannot ask for more than a day`() {
    #expect(wait(after: 1, retryAfter: .max) == 86_400_000)
  }

  @Test func `jitter adds at most a tenth`() {
    #expect(wait(after: 2, jitter: 0.5) == 10_500)
    #expect(wait(after: 2, jitter: 0.999)! < 11_000)
  }

  @Test func `the standard schedule serves a receiver that is away for a day`() {
    var seconds: Int64 = 0
    var attempts = 1
    while let next = RetrySchedule.standard.nextAttempt(after: attempts, jitter: 0, now: now) {
      seconds += (next.rawValue - now.rawValue) / 1_000
      attempts += 1
    }
    #expect(attempts == 20)
    #expect((86_400 * 3...86_400 * 5).contains(seconds))
  }

  private func fate(of status: Int, after attempts: Int = 1) -> DeliveryFate {
    RetrySchedule.standard.fate(
      of: .refused(status: status, retryAfter: 60), after: attempts, jitter: 0, now: now)
  }

  @Test(arguments: [400, 402, 406, 409, 411, 413, 414, 415, 422, 431, 451, 499])
  func `an answer about the message itself is final`(status: Int) {
    #expect(fate(of: status) == .failed)
    #expect(!DeliveryResult.refused(status: status).isFailureOfReceiver)
  }

  @Test(arguments: [401, 403, 404, 405, 407, 421, 423])
  func `an answer about the webhook is final too, and a failure that its owner is told of`(
    status: Int
  ) {
    #expect(fate(of: status) == .failed)
    let result = DeliveryResult.refused(status: status)
    #expect(result.isFinal && result.isFailureOfReceiver && result.isRefusalOfWebhook)
    #expect(!result.pausesWebhook)
  }

  @Test(arguments: [301, 307, 408, 425, 429, 500, 501, 503, 599])
  func `a failure that passes is tried again when the receiver asks`(
    status: Int
  ) {
    #expect(fate(of: status) == .waits(until: now.advanced(byMilliseconds: 60_000)))
    #expect(fate(of: status, after: 20) == .failed)
  }

  @Test func `status 410 pauses the webhook, after any number of attempts`() {
    #expect(fate(of: 410) == .paused)
    #expect(fate(of: 410, after: 20) == .paused)
  }
}
