import Testing

@testable import Gateway

/// How often someone may try to sign in.
@Suite struct `Limits of signing in` {
  /// A reference, which `#expect` can change.
  private final class Limits {
    private var limits = SignInLimits()

    func begin(_ subject: SignInLimits.Subject, now: ContinuousClock.Instant) -> Bool {
      limits.begin(subject, now: now)
    }

    func fail(_ subject: SignInLimits.Subject, now: ContinuousClock.Instant) -> Bool {
      limits.fail(subject, now: now)
    }

    func succeed(_ subject: SignInLimits.Subject) { limits.succeed(subject) }
  }

  private static let start = ContinuousClock.now

  private static func at(_ seconds: Double) -> ContinuousClock.Instant {
    start + .seconds(seconds)
  }

  /// - Returns: how many guesses of a name are verified within a time, asked for each second.
  private func guesses(of name: String, for seconds: Int, _ limits: Limits) -> Int {
    (0..<seconds).count { second in
      let now = Self.at(Double(second))
      guard limits.begin(.name(name), now: now) else { return false }
      _ = limits.fail(.name(name), now: now)
      return true
    }
  }

  @Test func `a day has room for a hundred guesses of a name`() {
    let limits = Limits()
    #expect((90...110).contains(guesses(of: "ana", for: 86_400, limits)))
  }

  @Test func `each wait is twice the one before`() {
    #expect(
      (4...12).map { SignInLimits.wait(after: $0) } == [
        .seconds(30), .seconds(30), .seconds(60), .seconds(120), .seconds(240), .seconds(480),
        .seconds(900), .seconds(900), .seconds(900),
      ])
    #expect(SignInLimits.wait(after: .max) == .seconds(900))
  }

  @Test func `an outsider locks out other unknown browsers of that name alone`() {
    let limits = Limits()
    var locks = 0
    for _ in 0..<SignInLimits.freeFailures {
      #expect(limits.begin(.name("ana"), now: Self.at(0)))
      if limits.fail(.name("ana"), now: Self.at(0)) { locks += 1 }
    }
    #expect(locks == 1)
    #expect(!limits.begin(.name("ana"), now: Self.at(29)))
    #expect(limits.begin(.name("ben"), now: Self.at(29)))
    // The member's own browser.
    #expect(limits.begin(.device([1]), now: Self.at(29)))
    #expect(limits.begin(.name("ana"), now: Self.at(30)))
    limits.succeed(.name("ana"))
    #expect(limits.begin(.name("ana"), now: Self.at(30)))
  }

  @Test func `a flood over many names never holds up a known browser`() {
    let limits = Limits()
    let verified = (0..<10_000).count { number in
      guard limits.begin(.name("name \(number)"), now: Self.at(0)) else { return false }
      return true
    }
    #expect(verified == Int(SignInLimits.burst))
    #expect(limits.begin(.device([1]), now: Self.at(0)))
    #expect(!limits.begin(.name("ana"), now: Self.at(1)))
    #expect(limits.begin(.name("ana"), now: Self.at(2)))
  }

  @Test func `a known browser that fails holds up itself alone`() {
    let limits = Limits()
    for _ in 0..<SignInLimits.freeFailures { _ = limits.fail(.device([1]), now: Self.at(0)) }
    #expect(!limits.begin(.device([1]), now: Self.at(1)))
    #expect(limits.begin(.device([2]), now: Self.at(1)))
    #expect(limits.begin(.name("ana"), now: Self.at(1)))
  }

  @Test func `sprayed names do not push out the one that is guessed`() {
    let limits = Limits()
    for _ in 0..<SignInLimits.freeFailures { _ = limits.fail(.name("ana"), now: Self.at(0)) }
    for number in 0..<(SignInLimits.entriesMax * 2) {
      _ = limits.fail(.name("name \(number)"), now: Self.at(1))
    }
    #expect(!limits.begin(.name("ana"), now: Self.at(2)))
  }

  @Test func `failures are forgotten after a quiet day`() {
    let limits = Limits()
    for _ in 0..<20 { _ = limits.fail(.name("ana"), now: Self.at(0)) }
    #expect(!limits.begin(.name("ana"), now: Self.at(899)))
    #expect(limits.begin(.name("ana"), now: Self.at(86_401)))
    #expect(!limits.fail(.name("ana"), now: Self.at(86_401)))
    #expect(limits.begin(.name("ana"), now: Self.at(86_402)))
  }
}
