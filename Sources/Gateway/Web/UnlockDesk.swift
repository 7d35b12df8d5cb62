import GatewayCore
import GatewaySeal

/// Opens the inbox keys that members of the staff give, as often as the limits allow.
final class UnlockDesk: Sendable {
  enum Verdict: Sendable {
    case opened(SealedMessages)
    /// No secret inbox key is in the file, or one that asks for too much memory.
    case noKey
    /// The passphrase is wrong, or missing.
    case wrong
    /// Nothing was tried.
    case tooMany
    case busy
  }

  private let attempts: CountedAttempts
  /// Apart from signing in, which this must not delay.
  private let checks = PassphraseChecks()

  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    attempts = CountedAttempts(now: now)
  }

  /// - Parameters:
  ///   - file: the text of a file of `postern key inbox new`.
  ///   - holder: whose attempts are counted, in any of its sessions.
  ///   - isLocked: called where the holder has to wait from now on.
  func open(
    _ file: String, passphrase: String, of holder: String, isLocked: @Sendable () -> Void
  ) async -> Verdict {
    guard attempts.begin(subject(holder)) else { return .tooMany }
    guard let result = await checks.open(file, passphrase: passphrase) else { return .busy }
    switch result {
    case .success(let secret): return .opened(SealedMessages(InboxOpener(secret)))
    case .failure(.memory): return .busy
    case .failure(let fault):
      fail(holder, isLocked)
      return fault == .wrongPassphrase || fault == .needsPassphrase ? .wrong : .noKey
    }
  }

  /// The key opens nothing of this home.
  func fail(_ holder: String, _ isLocked: @Sendable () -> Void) {
    attempts.fail(subject(holder), isLocked)
  }

  func succeed(_ holder: String) { attempts.succeed(subject(holder)) }

  private func subject(_ holder: String) -> SignInLimits.Subject {
    .device(Array(holder.utf8))
  }
}
