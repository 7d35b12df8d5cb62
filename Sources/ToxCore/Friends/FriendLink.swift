import DequeModule
import ToxWire

/// What a contact's session needs to remember, from its beginning to its end.
///
/// A reference, held by the contact's state alone: each message changes it in place.
final class FriendLink {
  var whereabouts: Whereabouts
  let session: SessionID
  let since: Instant
  /// The number of our first ONLINE, until the contact has acknowledged it.
  var greeting: UInt32?
  /// When our next ALIVE leaves.
  var aliveDueAt: Instant
  /// When the contact's last ALIVE came.
  var aliveHeardAt: Instant
  /// Messages that we sent and that were not acknowledged, oldest first; the session's send queue
  /// limits them.
  var unacknowledged: Deque<UInt32> = []
  /// Messages that we sent with a tail and whose `MessageAcknowledgement` has not come.
  var tailsAwaited = 0
  /// What we last said about typing.
  var isTyping = false
  /// The relays that we last named to it, and when.
  private var relaysTold: (relays: [PackedNode], at: Instant)?
  /// Names, status and typing that it may still tell.
  private var news: TokenBucket

  /// The reference client sends ALIVE after 8 s and gives up after 32 s.
  private static let aliveInterval = Interval.seconds(8)
  private static let silence = Interval.seconds(32)
  private static let relaysInterval = Interval.seconds(120)
  /// A session that stood this long was no failure.
  private static let settledAfter = Interval.seconds(10)

  init(_ session: SessionID, whereabouts: Whereabouts, limits: Limits, now: Now) {
    news = TokenBucket(limits.friendNews)
    self.session = session
    self.whereabouts = whereabouts
    since = now.monotonic
    aliveHeardAt = now.monotonic
    aliveDueAt = now.monotonic
    planNextAlive(now: now)
  }

  /// Whether one more name, status or typing may reach the owner.
  func mayTellNews(now: Now) -> Bool { news.take(now.monotonic) }

  /// Whether it is time to name these relays to the contact; if so, they count as named.
  func mayTell(_ relays: [PackedNode], now: Now) -> Bool {
    if let relaysTold, relaysTold.relays == relays,
      now.monotonic - relaysTold.at < Self.relaysInterval
    {
      return false
    }
    relaysTold = (relays, now.monotonic)
    return true
  }

  /// When the contact counts as gone, whatever else it sends.
  var silentAt: Instant { aliveHeardAt + Self.silence }

  /// The next multiple of 8 s on the clock: all contacts share one wake.
  func planNextAlive(now: Now) {
    aliveDueAt = now.monotonic.nextMultiple(of: Self.aliveInterval)
  }

  /// What the next attempt starts from. A session that stood for a while is tried again at once;
  /// one that ended soon counts as a failure, so that two sides don't reconnect without end.
  ///
  /// - Parameter isReplaced: the contact comes back by itself, so no attempt of ours is due.
  func whereaboutsAfterwards(isReplaced: Bool, now: Now) -> Whereabouts {
    var whereabouts = whereabouts
    whereabouts.heardAt = now.monotonic
    let isSettled = now.monotonic >= since + Self.settledAfter
    if isSettled { whereabouts.failures = 0 }
    if isSettled, !isReplaced {
      whereabouts.attemptAt = now.monotonic
    } else {
      whereabouts.pauseAfterFailure(now: now)
    }
    return whereabouts
  }

  /// Takes what `number` acknowledges.
  ///
  /// - Returns: the last message among it; nil where there is none.
  func acknowledge(through number: UInt32) -> UInt32? {
    var last: UInt32?
    while let first = unacknowledged.first, first.isAtOrBefore(number) {
      last = unacknowledged.removeFirst()
    }
    return last
  }
}
