import GatewayCore

/// A contact as the engine holds it in memory while it runs.
struct LiveContact {
  /// Replies of one contact that are handed to the network at once and wait for their receipt.
  static let inFlightMax = 512

  var isOnline = false
  /// We ended its session, and what still comes of that one is not to be handled.
  var endsSession = false
  /// Handed to the network in this session, in order; the position is known once it was sent.
  private(set) var inFlight: [InFlight] = []
  /// The newest one handed over, so that the next look into the outbox begins behind it.
  private(set) var handedThrough = OutboxID(0)
  /// Whether the outbox may hold more behind the newest one handed over. While it does not, a new
  /// answer is handed over without looking.
  var hasMore = true
  /// What it sent lately, to recognize what it sends again.
  var recent = RecentMessages()
  /// What came of a long text.
  var parts: TextParts?
  /// When it was told what the bot does not take.
  var offerAnswers = OfferAnswers()

  /// What may not be handled yet; see `HeldBack`.
  var heldBack = HeldBack()
  /// When it was last told that a limit holds this contact back.
  var limitToldAt: Uptime?

  /// An answer on its way.
  struct InFlight {
    let id: OutboxID
    var position: MessagePosition?
    /// The id of its stamp: then the contact has it when it says so, not when its receipt comes.
    var stampID: [UInt8]?
    var hasReceipt = false
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
    parts = nil
  }

  /// Hands over a new answer, unless it must wait behind others.
  mutating func handOverIfNext(_ message: OutboxMessage) -> Bool {
    guard isOnline, !hasMore, room > 0 else {
      hasMore = true
      return false
    }
    handOver(message)
    return true
  }

  mutating func handOver(_ message: OutboxMessage) {
    inFlight.append(InFlight(id: message.id, stampID: message.stamp?.id))
    handedThrough = message.id
  }

  mutating func sent(_ id: OutboxID, at position: MessagePosition) {
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

  /// Takes those that the contact has: everything at or before a position of the same session, but
  /// for what has a stamp.
  mutating func receipt(through position: MessagePosition) -> [InFlight] {
    var received: [InFlight] = []
    var stamped: [InFlight] = []
    for var entry in inFlight {
      guard let sent = entry.position, sent.session == position.session,
        Int32(bitPattern: position.number &- sent.number) >= 0
      else { break }
      entry.hasReceipt = true
      if entry.stampID == nil { received.append(entry) } else { stamped.append(entry) }
    }
    inFlight.replaceSubrange(0..<received.count + stamped.count, with: stamped)
    return received
  }

  /// Takes the one whose stamp the contact names.
  mutating func acknowledged(_ stampID: [UInt8]) -> InFlight? {
    guard let index = inFlight.firstIndex(where: { $0.stampID == stampID }) else { return nil }
    return inFlight.remove(at: index)
  }

  /// From now on a receipt is enough for all.
  ///
  /// - Returns: those whose receipt came.
  mutating func takeOffStamps() -> [InFlight] {
    for index in inFlight.indices { inFlight[index].stampID = nil }
    let received = inFlight.filter(\.hasReceipt)
    inFlight.removeAll(where: \.hasReceipt)
    return received
  }
}
