/// What the peer needs to know about its packets, and when a request packet says it if no data
/// does.
///
/// Tells the peer two things: how far everything is consumed, and which numbers are missing. The
/// reference tells them each second whether or not there is news; here silence costs nothing, and
/// news leaves within a millisecond, much of it at once.
struct Feedback {
  /// The last `bufferStart` that went out.
  private var toldStart: UInt32
  /// Packets with data of files that are done with, behind a held one, and that the peer was not
  /// told of.
  private var releasedCount: UInt32 = 0
  /// The peer may not know it.
  private var isUnheard = false
  /// The peer sent what we had already, since our last word.
  private(set) var isRepeated = false
  /// How often a request packet of the peer may still be answered with our last feedback, which may
  /// have been lost.
  private var answersLeft = 0
  /// When holes came to light that were not asked for yet.
  private var holesAt: Instant?
  private var requestedAt: Instant

  /// News within this time of the last packet waits, to leave together.
  static let gap = Interval.milliseconds(1)
  /// News beside the start of the buffer.
  private static let releasedMax: UInt32 = 32
  /// With so many packets to be acknowledged, news does not wait: a sender that is told rarely
  /// must keep more of them under way, and messages wait behind those.
  private static let acknowledgedMax: UInt32 = 64
  private static let requestIntervalMin = Interval.milliseconds(5)
  private static let stalledInterval = Interval.seconds(1)

  init(told bufferStart: UInt32, now: Now) {
    toldStart = bufferStart
    requestedAt = now.monotonic
  }

  mutating func holesRevealed(now: Now) {
    holesAt = holesAt ?? now.monotonic
  }

  mutating func duplicateArrived() {
    isUnheard = true
    isRepeated = true
  }

  /// The peer sent a request packet: perhaps it did not get our last packet.
  mutating func requestArrived(lastSentAt: Instant, _ roundTrip: RoundTrip, now: Now) {
    guard answersLeft > 0, now.monotonic - lastSentAt > roundTrip.smoothed else { return }
    answersLeft -= 1
    isUnheard = true
  }

  /// Something that carries `bufferStart` is being sent.
  mutating func told(_ bufferStart: UInt32) {
    if bufferStart != toldStart { answersLeft = 2 }
    toldStart = bufferStart
    isUnheard = false
    isRepeated = false
  }

  /// Data of a file is done with, but what is held before it holds its acknowledgement up too.
  mutating func releasedBehindHeld() { releasedCount += 1 }

  /// Whether the next request packet is to show what came behind held packets: `bufferStart` does
  /// not, and a sender of files waits for room in its window.
  var showsDelivered: Bool { releasedCount > 0 }

  /// A request packet is being sent.
  mutating func requested(now: Now) {
    releasedCount = 0
    requestedAt = now.monotonic
    holesAt = nil
  }

  /// When a request packet should leave.
  ///
  /// - Parameters:
  ///   - lastSentAt: when anything was last sent.
  ///   - heldMax: with this many held messages, packets are refused and asking for them is useless.
  func due(
    _ receiving: borrowing ReceiveWindow, _ roundTrip: RoundTrip, lastSentAt: Instant, heldMax: Int
  ) -> Instant {
    let isNews =
      isUnheard || receiving.bufferStart != toldStart || releasedCount >= Self.releasedMax
    let isMuch =
      receiving.bufferStart &- toldStart >= Self.acknowledgedMax
      || releasedCount >= Self.acknowledgedMax
    let newsAt = isMuch ? lastSentAt : isNews ? lastSentAt + Self.gap : .distantFuture
    guard receiving.missingCount > 0 else { return newsAt }
    return min(newsAt, requestDue(roundTrip, isStalled: receiving.heldCount >= heldMax))
  }

  private func requestDue(_ roundTrip: RoundTrip, isStalled: Bool) -> Instant {
    if isStalled { return requestedAt + Self.stalledInterval }
    guard let holesAt else {
      return requestedAt + max(roundTrip.minimum * 5 / 4, Self.requestIntervalMin)
    }
    // Packets overtake each other: a hole gets a moment to close by itself.
    return holesAt + max(roundTrip.minimum / 8, Self.gap)
  }
}
