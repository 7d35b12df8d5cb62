import GatewayCore
import GatewaySeal
import GatewayStore

/// Verifies what members of the staff sign in with, as often as the limits allow.
final class SignInDesk: Sendable {
  enum Verdict: Hashable, Sendable {
    /// The time step of its code; nil where the member needs none.
    case right(codeStep: Int64?)
    case wrong
    /// Nothing was verified.
    case tooMany
    case busy
  }

  private let attempts: CountedAttempts
  private let checks = PassphraseChecks()

  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    attempts = CountedAttempts(now: now)
  }

  /// The key of an authenticator that no member has.
  private static let noKey = [UInt8](repeating: 0, count: OneTimeCode.keySize)

  /// - Parameters:
  ///   - member: nil for a name of none, whose attempts are treated alike.
  ///   - subject: whose attempts are counted.
  ///   - code: what the authenticator shows; empty where there is none.
  ///   - isLocked: called where the subject has to wait from now on.
  func verify(
    _ passphrase: String, code: String, of member: StoredStaffMember?,
    countedFor subject: SignInLimits.Subject, at time: UnixMilliseconds,
    isLocked: @Sendable () -> Void
  ) async -> Verdict {
    guard attempts.begin(subject) else { return .tooMany }
    let isKnown = if case .device = subject { true } else { false }
    let isRight = await checks.verify(passphrase, hash: member?.passphrase, isKnown: isKnown)
    guard let isRight else { return .busy }
    let step = OneTimeCode(key: member?.codeKey ?? Self.noKey).step(of: code, at: time)
    guard isRight, member?.codeKey == nil || step != nil else {
      fail(subject, isLocked)
      return .wrong
    }
    return .right(codeStep: member?.codeKey == nil ? nil : step)
  }

  /// What was right did not sign in: the code was used before.
  func fail(_ subject: SignInLimits.Subject, _ isLocked: @Sendable () -> Void) {
    attempts.fail(subject, isLocked)
  }

  func succeed(_ subject: SignInLimits.Subject) { attempts.succeed(subject) }
}
