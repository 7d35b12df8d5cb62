import GatewayCore

/// The state of a contact that the engine holds in memory while it runs.
struct LiveContact {
  /// Answers to one contact that are with the network at one time and wait for their receipt.
  static let inFlightMax = 512

  var isOnline = false
  /// We ended its session: messages of it that still arrive are ignored.
  var endsSession = false
  /// Handed to the network in this session, in order; the position is known once it was sent.
  private(set) var inFlight: [InFlight] = []
  /// The newest one handed over: the next look into the outbox begins behind it.
  private(set) var handedThrough = OutboxID(0)
  /// Whether the outbox may hold more behind the newest one handed over. While it does not, a new
  /// answer is handed over without looking.
  var hasMore = true
  /// Its recent messages, to recognize repetitions.
  var recent = RecentMessages()
  /// The parts of a long text that have arrived.
  var parts: TextParts?
  /// When it was last told which offers the bot does not take.
  var offerAnswers = OfferAnswers()

  /// Messages that may not be handled yet; see `HeldBack`.
  var heldBack = HeldBack()
  /// When the owner was last told that a limit holds this contact back.
  var limitToldAt: Uptime?

  /// What becomes of a message of it that arrives.
  enum Admission {
    /// It may be handled.
    case open
    /// Older ones wait to be handled.
    case queueing
    /// It was in flight when its session was ended: it comes again, in order, in the next one.
    case closed
  }

  var admission: Admission { endsSession ? .closed : heldBack.isEmpty ? .open : .queueing }

  /// An answer on its way.
  struct InFlight {
    let id: OutboxID
    var position: MessagePosition?
    /// The id of its stamp: the contact then has it once it acknowledges that id, not once the
    /// receipt comes.
    var stampID: [UInt8]?
    var hasReceipt = false
    /// Set once it is too old: a receipt may still come, but it is not sent again.
    var expired: Expired?

    struct Expired {
      /// The stored answer that it was a part of.
      let answer: MessageID?
    }
  }

  /// Whether to look into the outbox for it.
  var wantsMore: Bool { isOnline && hasMore && room > 0 }

  /// How many more may be handed over.
  var room: Int { Self.inFlightMax - inFlight.count }

  /// Ends the session: answers without a receipt are sent again in the next one.
  mutating func sessionEnded() {
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

  /// The answer is too old: it left the outbox.
  mutating func expired(_ id: OutboxID, of answer: MessageID?) {
    guard let index = inFlight.lastIndex(where: { $0.id == id }) else { return }
    inFlight[index].expired = InFlight.Expired(answer: answer)
  }

  /// The network had no room or no session: this answer and all later ones are handed over again.
  mutating func refused(_ id: OutboxID) {
    guard let index = inFlight.firstIndex(where: { $0.id == id }) else { return }
    inFlight.removeSubrange(index...)
    handedThrough = inFlight.last?.id ?? OutboxID(max(0, id.rawValue - 1))
    hasMore = true
  }

  /// Takes the answers that the contact has: all at or before a position of the same session,
  /// except those with a stamp.
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

  /// Takes the answer whose stamp the contact acknowledges.
  mutating func acknowledged(_ stampID: [UInt8]) -> InFlight? {
    guard let index = inFlight.firstIndex(where: { $0.stampID == stampID }) else { return nil }
    return inFlight.remove(at: index)
  }

  /// Makes a receipt enough for all answers from now on.
  ///
  /// - Returns: the answers whose receipt has come already.
  mutating func takeOffStamps() -> [InFlight] {
    for index in inFlight.indices { inFlight[index].stampID = nil }
    let received = inFlight.filter(\.hasReceipt)
    inFlight.removeAll(where: \.hasReceipt)
    return received
  }
}
