/// How many packets may be in flight, and how fast a burst of them leaves.
///
/// A window in packets that acknowledgements open. It is adjusted once a round trip. Loss alone
/// does not shrink it, since radio links lose at random: it shrinks where round trips became slow
/// too, or where half of the packets are lost, as at an overflowing receiver. The rule of the
/// network's other clients (04, "Congestion control") concerns only the sender and is not followed.
struct Congestion {
  /// Packets that may be under way.
  private(set) var window = windowStart
  /// How many may be when the next one is bulk: a quarter more than the path holds, and two of the
  /// peer's acknowledgements, of which the reference sends one in 50 ms. More would only wait in
  /// the receiver's socket, and messages behind them.
  private(set) var bulkWindow = windowStart
  private var isStarting = true
  private var acknowledgedCount = 0
  /// The most packets that one acknowledgement brought in this round.
  private var acknowledgedMax = 0
  private var lostCount = 0
  private var wasLimited = false
  private var wasPaced = false
  /// The round is over when this number is acknowledged.
  private var roundEnd: UInt32

  /// How many leave at once, and in a millisecond; more are spread over the round trip. It grows
  /// in rounds without loss, for a fast link, and falls back where a receiver's socket buffer
  /// overflows, which may hold no more than some hundreds.
  private var burst = burstMin
  private var tokens = burstMin
  private var tokensAt: Instant

  /// A reference client receives 64 at once from each of 50 peers without loss.
  static let windowStart = 64
  private static let windowMin = 16
  private static let burstMin = 64
  private static let burstMax = 512

  init(firstNumber: UInt32, now: Now) {
    roundEnd = firstNumber
    tokensAt = now.monotonic
  }

  /// When the next packet may leave, where the window has room: `now` or later.
  mutating func sendTime(_ roundTrip: RoundTrip, now: Now) -> Instant {
    let interval = max(
      roundTrip.minimum * 4 / Int64(5 * window), .milliseconds(1) / Int64(burst))
    let refill = (now.monotonic - tokensAt).nanoseconds / interval.nanoseconds
    if refill > 0 {
      tokens = refill >= burst ? burst : min(tokens + Int(refill), burst)
      tokensAt = tokens == burst ? now.monotonic : tokensAt + interval * refill
    }
    if tokens <= 0 { wasPaced = true }
    // Below a full burst the waiting packets leave together after a millisecond, to spare wake-ups.
    return tokens > 0 ? now.monotonic : now.monotonic + max(interval, .milliseconds(1))
  }

  mutating func sent() { tokens -= 1 }

  /// More was there to send than the window let out.
  mutating func limited() { wasLimited = true }

  /// A packet was lost that was sent once.
  mutating func lost() { lostCount += 1 }

  /// - Parameters:
  ///   - number: everything below it is acknowledged.
  ///   - next: the number that the next new packet will have.
  mutating func acknowledged(
    _ count: Int, through number: UInt32, next: UInt32, _ roundTrip: RoundTrip, windowMax: Int
  ) {
    acknowledgedCount += count
    acknowledgedMax = max(acknowledgedMax, count)
    guard Int32(bitPattern: number &- roundEnd) >= 0 else { return }
    judgeRound(isSlow: roundTrip.smoothed > roundTrip.minimum * 2 + .milliseconds(5), windowMax)
    let held =
      Int64(acknowledgedCount) * roundTrip.minimum.nanoseconds
      / max(roundTrip.smoothed.nanoseconds, 1)
    bulkWindow = min(max(Int(held) * 5 / 4 + 2 * acknowledgedMax, Self.windowStart), window)
    (acknowledgedCount, acknowledgedMax, lostCount, roundEnd) = (0, 0, 0, next)
    (wasLimited, wasPaced) = (false, false)
  }

  private mutating func judgeRound(isSlow: Bool, _ windowMax: Int) {
    let total = acknowledgedCount + lostCount
    if lostCount * 50 > total {
      burst = max(burst / 2, Self.burstMin)
    } else if wasPaced {
      burst = min(burst * 5 / 4, Self.burstMax)
    }
    if total >= 32, lostCount * 2 >= total {
      window = max(window / 2, Self.windowMin)
      isStarting = false
    } else if lostCount * 50 > total {
      isStarting = false
      if isSlow {
        window = max(window * 7 / 8, Self.windowMin * 2)
      } else if wasLimited {
        window = min(window + max(window / 16, 1), windowMax)
      }
    } else if wasLimited {
      window = min(window + (isStarting ? acknowledgedCount : max(window / 16, 1)), windowMax)
    }
  }
}
