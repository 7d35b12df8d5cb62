import ToxWire

/// When a relay is asked for a sign of life, and when it counts as dead.
///
/// It is asked each 30 s, as the reference client does, and sooner where data went out and nothing
/// at all comes back: a relay whose machine was cut off says no goodbye, and messages wait behind it.
///
/// - Spec: "TCP client", "Ping packet"
struct RelayHeartbeat {
  private struct Question {
    let id: RequestID
    let sentAt: Instant
  }

  private var question: Question?
  private var askAt: Instant
  private var heardAt: Instant
  /// Since when we wait for anything to come after data that we sent.
  private var unansweredSince: Instant?

  private static let interval = Interval.seconds(30)
  /// An unanswered ping closes the connection.
  private static let timeout = Interval.seconds(10)
  /// Between data that we sent and a ping, where nothing comes.
  private static let patience = Interval.seconds(3)
  /// A relay answers at once: after this, data had better go another way.
  private static let doubtAfter = Interval.seconds(2)

  init(now: Now) {
    heardAt = now.monotonic
    askAt = Self.nextRound(now.monotonic)
  }

  /// When `timePassed` has something to do.
  var due: Instant {
    if let question { return question.sentAt + Self.timeout }
    guard let unansweredSince else { return askAt }
    return min(askAt, unansweredSince + Self.patience)
  }

  /// Whether the relay seems to be gone.
  func isInDoubt(now: Now) -> Bool {
    guard let question else { return false }
    return heardAt < question.sentAt && now.monotonic - question.sentAt >= Self.doubtAfter
  }

  /// Anything that only the relay can have sent.
  mutating func heard(now: Now) {
    heardAt = now.monotonic
    unansweredSince = nil
  }

  /// Data went out.
  ///
  /// - Returns: whether `due` may have become sooner.
  mutating func dataSent(now: Now) -> Bool {
    guard unansweredSince == nil else { return false }
    unansweredSince = now.monotonic
    return question == nil
  }

  /// - Returns: false for an answer to nothing that we asked.
  mutating func answered(_ id: RequestID, now: Now) -> Bool {
    guard question?.id == id else { return false }
    question = nil
    askAt = Self.nextRound(now.monotonic)
    return true
  }

  enum Step {
    case nothing
    case ask(RelayPing)
    case dead
  }

  mutating func timePassed(_ entropy: inout Entropy, now: Now) -> Step {
    guard due <= now.monotonic else { return .nothing }
    guard question == nil else { return .dead }
    // A relay hangs up on whoever answers with id 0, and need not answer one.
    let id = RequestID(entropy.uint64() | 1)
    question = Question(id: id, sentAt: now.monotonic)
    unansweredSince = nil
    return .ask(RelayPing(id: id))
  }

  /// Multiples of 30 s on the clock: one wake-up serves all relays.
  private static func nextRound(_ now: Instant) -> Instant {
    let earliest = (now + interval / 2).nanoseconds
    return Instant(nanoseconds: (earliest / interval.nanoseconds + 1) * interval.nanoseconds)
  }
}
