import ToxWire

/// When a relay is pinged, and when it counts as dead.
///
/// It is pinged at once, since a relay accepts its client only after a frame of the client's own;
/// then each 30 s, as the reference client does, and sooner where data was sent and nothing comes
/// back: a relay whose machine was cut off sends no goodbye, and messages are stuck behind it.
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
  /// Since when we wait for anything to come after data that we sent, and how much we sent since.
  private var unansweredSince: Instant?
  private var unansweredFrames = 0

  private static let interval = Interval.seconds(30)
  /// An unanswered ping closes the connection.
  private static let timeout = Interval.seconds(10)
  /// Between data that we sent and a ping, where nothing comes.
  private static let patience = Interval.seconds(1)
  /// So many frames are no keep-alive but a message, which is worth an additional wake-up.
  private static let flow = 16
  /// What is less waits for a wake-up that sessions share.
  private static let sharedWakes = Interval.seconds(4)
  /// A relay answers at once: after this, data should go another way.
  private static let doubtAfter = Interval.seconds(2)

  init(now: Now) {
    heardAt = now.monotonic
    askAt = now.monotonic
  }

  /// When `timePassed` has something to do.
  var due: Instant {
    if let question { return question.sentAt + Self.timeout }
    guard let unansweredSince else { return askAt }
    let soon = unansweredSince + Self.patience
    guard unansweredFrames < Self.flow else { return min(askAt, soon) }
    return min(askAt, soon.nextMultiple(of: Self.sharedWakes))
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
    unansweredFrames = 0
  }

  /// Data went out.
  ///
  /// - Returns: whether `due` may have become sooner.
  mutating func dataSent(now: Now) -> Bool {
    unansweredFrames += 1
    if unansweredSince == nil { unansweredSince = now.monotonic }
    return question == nil && (unansweredFrames == 1 || unansweredFrames == Self.flow)
  }

  /// - Returns: false for an unsolicited answer.
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
    // A relay closes a connection on a pong with id 0, and need not answer a ping with it.
    let id = RequestID(entropy.uint64() | 1)
    question = Question(id: id, sentAt: now.monotonic)
    unansweredSince = nil
    unansweredFrames = 0
    return .ask(RelayPing(id: id))
  }

  /// Multiples of 30 s on the clock: one wake-up serves all relays.
  private static func nextRound(_ now: Instant) -> Instant {
    (now + interval / 2).nextMultiple(of: interval)
  }
}
