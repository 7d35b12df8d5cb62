/// Notices that a peer fell silent in the midst of what it was saying.
///
/// Where a router gave one of the two another address, the peer may talk on and not be heard, or
/// talk to where we no longer are. A word from us tells it our address; most often it just had no
/// more to say, and the word is wasted.
struct Silence {
  private var heardAt: Instant
  private var isExpectingMore = false

  /// Packets that come closer than this are a stream.
  private static let gap = Interval.milliseconds(400)

  init(now: Now) { heardAt = now.monotonic }

  /// The peer said something new.
  mutating func broken(now: Now) {
    isExpectingMore = now.monotonic - heardAt < Self.gap
    heardAt = now.monotonic
  }

  /// We asked. Once: what else is to be done, sessions do at longer intervals anyway.
  mutating func asked() { isExpectingMore = false }

  /// When the peer has been silent for too long.
  var due: Instant { isExpectingMore ? heardAt + Self.gap : .distantFuture }
}
