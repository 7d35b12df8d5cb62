/// How often someone may try to sign in with a passphrase.
///
/// An outsider that knows a name must neither guess its passphrase nor keep its member out. So two
/// kinds of browsers are counted apart: those in which the member signed in before, which have a
/// cookie that proves it, and all others. Wrong attempts of others, by name and in all, never hold
/// up a known browser; and a known browser that fails holds up itself alone.
struct SignInLimits {
  /// Wrong attempts that cost nothing but their own time.
  static let freeFailures = 5
  /// How long the next attempt has to wait after them; twice as long after each further one.
  static let firstWait = Duration.seconds(30)
  /// A quarter of an hour.
  static let waitMax = Duration.seconds(900)
  /// Without a failure for so long, all are forgotten: a day.
  static let memory = Duration.seconds(86_400)
  /// Attempts of unknown browsers in all: so many at once, and one more every two seconds.
  static let burst = 30.0
  static let refillSeconds = 2.0
  /// What is counted apart at one time.
  static let entriesMax = 2_000

  /// Whose attempts are counted together.
  enum Subject: Hashable {
    /// Unknown browsers that try this name, which need not be a member's.
    case name(String)
    /// One known browser.
    case device([UInt8])
  }

  private struct Entry {
    var failures: Int
    var last: ContinuousClock.Instant
  }

  private var entries: [Subject: Entry] = [:]
  private var tokens = SignInLimits.burst
  private var filled: ContinuousClock.Instant?

  /// Takes an attempt into account.
  ///
  /// - Returns: whether its passphrase may be verified.
  mutating func begin(_ subject: Subject, now: ContinuousClock.Instant) -> Bool {
    if let entry = entries[subject], entry.failures >= Self.freeFailures,
      now < entry.last + Self.wait(after: entry.failures)
    {
      return false
    }
    guard case .name = subject else { return true }
    let passed = filled.map { ($0.duration(to: now)).seconds } ?? 0
    tokens = min(Self.burst, tokens + max(0, passed) / Self.refillSeconds)
    filled = now
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }

  /// - Returns: whether the next attempt has to wait from now on, and did not before.
  mutating func fail(_ subject: Subject, now: ContinuousClock.Instant) -> Bool {
    var entry = entries[subject] ?? Entry(failures: 0, last: now)
    if entry.last + Self.memory < now { entry.failures = 0 }
    entry.failures += 1
    entry.last = now
    entries[subject] = entry
    if entries.count > Self.entriesMax { dropOne() }
    return entry.failures == Self.freeFailures
  }

  mutating func succeed(_ subject: Subject) { entries[subject] = nil }

  static func wait(after failures: Int) -> Duration {
    min(waitMax, firstWait * (1 << min(10, max(0, failures - freeFailures))))
  }

  /// The one with the fewest failures: names that are sprayed do not push out one that is guessed.
  private mutating func dropOne() {
    let least = entries.min { one, other in
      (one.value.failures, one.value.last) < (other.value.failures, other.value.last)
    }
    if let least { entries[least.key] = nil }
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
