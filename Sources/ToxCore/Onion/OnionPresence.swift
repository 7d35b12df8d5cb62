/// Whether others can find us, judged by the answers of the nodes near our own key.
struct OnionPresence {
  enum State: Hashable {
    /// Not announced, or no node has answered for 75 s. Exits: announced.
    case hidden
    /// At least half of the live nodes near our key store us, and one has answered within 75 s.
    /// Exits: hidden.
    case announced
  }

  private(set) var state = State.hidden
  /// When a node near our own key was last asked.
  private var askedAt = Instant(nanoseconds: .min / 2)
  /// When one last answered.
  private var answeredAt = Instant(nanoseconds: .min / 2)
  /// How often random nodes were asked since then, while no node near our own key was known.
  private var unansweredRounds = 0

  mutating func noteRequest(_ now: Now) { askedAt = now.monotonic }

  mutating func noteAnswer(_ now: Now) {
    answeredAt = now.monotonic
    unansweredRounds = 0
  }

  /// Counts a round of requests to random nodes.
  ///
  /// - Returns: whether too many of them went unanswered in a row.
  mutating func noteRound() -> Bool {
    unansweredRounds += 1
    return unansweredRounds > OnionTiming.unansweredRoundsMax
  }

  mutating func forgetRounds() { unansweredRounds = 0 }

  /// When a node is to be asked although none is due.
  var floorDueAt: Instant { askedAt + OnionTiming.announceFloor }

  /// When we count as hidden unless a node answers.
  var hiddenAt: Instant { answeredAt + OnionTiming.offlineTimeout }

  /// Decides on the state again.
  ///
  /// - Parameters:
  ///   - live: how many nodes near our key answer.
  ///   - storing: how many of them store us.
  /// - Returns: whether the state changed.
  mutating func update(live: Int, storing: Int, now: Now) -> Bool {
    switch state {
    case .hidden:
      guard storing > 0, storing * 2 >= live, hiddenAt > now.monotonic else { return false }
      state = .announced
    case .announced:
      guard hiddenAt <= now.monotonic else { return false }
      state = .hidden
    }
    return true
  }
}
