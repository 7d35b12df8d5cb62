import Synchronization

/// Attempts to prove something, of people or browsers that are each held up after failures.
final class CountedAttempts: Sendable {
  private let limits = Mutex(SignInLimits())
  private let now: @Sendable () -> ContinuousClock.Instant

  init(now: @escaping @Sendable () -> ContinuousClock.Instant) { self.now = now }

  /// - Returns: false where the subject has to wait.
  func begin(_ subject: SignInLimits.Subject) -> Bool {
    limits.withLock { $0.begin(subject, now: now()) }
  }

  /// - Parameter isLocked: called where the subject has to wait from now on.
  func fail(_ subject: SignInLimits.Subject, _ isLocked: @Sendable () -> Void) {
    if limits.withLock({ $0.fail(subject, now: now()) }) { isLocked() }
  }

  func succeed(_ subject: SignInLimits.Subject) { limits.withLock { $0.succeed(subject) } }
}
