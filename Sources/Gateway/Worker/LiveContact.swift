import GatewayCore
import ToxCore

/// A contact as the worker holds it in memory while it runs.
struct LiveContact {
  /// Replies of one contact that are handed to the network at once and wait for their receipt.
  static let inFlightMax = 512

  var isOnline = false
  /// Handed to the network in this session, in order; the position is known once it was sent.
  private(set) var inFlight: [InFlight] = []
  /// The newest one handed over, so that the next look into the outbox begins behind it.
  private(set) var handedThrough = OutboxID(0)
  /// Whether the outbox may hold more behind the newest one handed over. While it does not, a new
  /// answer is handed over without looking.
  var hasMore = true
  /// What it sent lately, to recognize what it sends again.
  var recent = RecentMessages()
  /// Answers that are in no outbox on the disk; see `UnkeptAnswers`.
  var unkept = UnkeptAnswers()

  /// What may not be handled yet; see `HeldBack`.
  var heldBack = HeldBack()
  /// When it was last told that a limit holds this contact back.
  var limitToldAt: UnixMilliseconds?

  /// An answer on its way.
  struct InFlight {
    let id: OutboxID
    var position: StreamPosition?
  }

  /// Whether to look into the outbox for it.
  var wantsMore: Bool { isOnline && hasMore && room > 0 }

  /// How many more may be handed over.
  var room: Int { Self.inFlightMax - inFlight.count }

  /// The session ended: whatever has no receipt is to be sent again in the next one.
  mutating func wentAway() {
    isOnline = false
    inFlight.removeAll()
    handedThrough = OutboxID(0)
    hasMore = true
  }

  /// Hands over a new answer, unless it must wait behind others.
  mutating func handOverIfNext(_ id: OutboxID) -> Bool {
    guard isOnline, !hasMore, room > 0 else {
      hasMore = true
      return false
    }
    handOver(id)
    return true
  }

  mutating func handOver(_ id: OutboxID) {
    inFlight.append(InFlight(id: id))
    handedThrough = id
  }

  mutating func sent(_ id: OutboxID, at position: StreamPosition) {
    guard let index = inFlight.lastIndex(where: { $0.id == id }) else { return }
    inFlight[index].position = position
  }

  /// The network had no room or no session: everything from this one on is handed over again later.
  mutating func refused(_ id: OutboxID) {
    guard let index = inFlight.firstIndex(where: { $0.id == id }) else { return }
    inFlight.removeSubrange(index...)
    handedThrough = inFlight.last?.id ?? OutboxID(max(0, id.rawValue - 1))
    hasMore = true
  }

  /// Takes those that the contact has: everything at or before a position of the same session.
  mutating func receipt(through position: StreamPosition) -> [InFlight] {
    var received: [InFlight] = []
    for entry in inFlight {
      guard let sent = entry.position, sent.session == position.session,
        Int32(bitPattern: position.number &- sent.number) >= 0
      else { break }
      received.append(entry)
    }
    inFlight.removeFirst(received.count)
    return received
  }
}
