import GatewayCore
import GatewayStore

/// Up to where one contact certainly knows that its messages were handled.
///
/// What it may not know, it may send again, and a `RepetitionFilter` then drops. But equal words
/// are often new ones ("status", every morning): so the doubt ends as soon as it can. An answer's
/// receipt ends it, the packet of the answer having carried the acknowledgement; so does a session
/// that goes on for longer than one without a living contact would, and a goodbye.
struct Acknowledgements {
  /// A session that the contact left without a word ends 32 s after its last packet.
  static let settlingTime: Int64 = 45_000
  private static let silenceMin: Int64 = 30_000
  /// By then the acknowledgement of a living contact's message has arrived.
  private static let flightTime: Int64 = 2_000

  /// The newest message of this session.
  private(set) var handledThrough: MessageID?
  private var handledAt = UnixMilliseconds(0)
  /// Everything through this message is settled when the time comes.
  private(set) var settling: (through: MessageID, due: UnixMilliseconds)?

  /// A session begins; `unsettled` is the newest doubtful message of former ones.
  mutating func sessionBegan(unsettled: MessageID?, now: UnixMilliseconds) {
    handledThrough = nil
    settling = nil
    if let unsettled { settle(through: unsettled, after: now) }
  }

  mutating func handled(_ id: MessageID, now: UnixMilliseconds) {
    handledThrough = id
    handledAt = now
    if settling == nil { settle(through: id, after: now) }
  }

  /// - Returns: through which message the doubt has ended by now.
  mutating func takeSettled(now: UnixMilliseconds) -> MessageID? {
    guard let (through, due) = settling, due <= now else { return nil }
    settling = nil
    if let handledThrough, handledThrough > through { settle(through: handledThrough, after: now) }
    return through
  }

  /// - Returns: through which message the end of the session ends the doubt.
  mutating func sessionEnded(now: UnixMilliseconds) -> MessageID? {
    settling = nil
    defer { handledThrough = nil }
    let age = now.rawValue - handledAt.rawValue
    // A silence that began after the message takes 32 s to be noticed: sooner, it was a goodbye.
    let saidGoodbye = (Self.flightTime..<Self.silenceMin).contains(age)
    return saidGoodbye || age >= Self.settlingTime ? handledThrough : nil
  }

  private mutating func settle(through id: MessageID, after now: UnixMilliseconds) {
    settling = (id, now.advanced(byMilliseconds: Self.settlingTime))
  }
}

extension Worker {
  /// Forgets what contacts that stayed long enough can no longer send again.
  func settleAcknowledgements(
    in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) {
    guard let due = memory.nextSettling, due <= now else { return }
    for key in memory.online {
      let settled = contacts.changeIfKnown(key) { live in
        let settled = live.acknowledgements.takeSettled(now: now)
        if settled != nil { live.repetitions = nil }
        return settled
      }
      if let settled = settled ?? nil {
        try transaction.markAcknowledged(through: settled, of: key)
      }
    }
    memory.nextSettling = memory.online.compactMap { key in
      contacts[key]?.acknowledgements.settling?.due
    }.min()
  }

  /// Looks again when this contact's doubt will have ended.
  func noteSettling(of key: ContactKey) {
    guard let due = contacts[key]?.acknowledgements.settling?.due else { return }
    memory.nextSettling = min(memory.nextSettling ?? due, due)
  }
}
