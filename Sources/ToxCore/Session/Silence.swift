/// Notices that a peer fell silent in the middle of a stream.
///
/// Where a router gave one of the two another address, the peer may send packets that do not
/// arrive, or send to our former address. A packet of ours tells it our address; most often it just
/// had nothing more to say, and the packet is wasted.
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

  /// We asked. Once: sessions do the rest at longer intervals anyway.
  mutating func asked() { isExpectingMore = false }

  /// When the peer has been silent for too long.
  var due: Instant { isExpectingMore ? heardAt + Self.gap : .distantFuture }
}
