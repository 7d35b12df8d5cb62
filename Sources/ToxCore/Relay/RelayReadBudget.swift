import ToxWire

/// What one relay's frames have cost us, and when we may go on with it.
///
/// A relay can send as much as TCP carries, and each frame must be opened before its use is known.
/// Two buckets bound that, since the cause may be the relay or its clients.
///
/// Every frame has a price in bytes (`Limits.relayLinkBytes`). A contact may have much to say, and
/// strangers may look for us, over a relay that works correctly: where the budget is spent, the
/// relay is not read until there is some again, as our own relay does with its clients. TCP makes
/// it wait, nothing is lost, and other relays are read meanwhile.
///
/// Frames that only the relay itself can have caused are counted besides
/// (`Limits.relayUselessFrames`), and end the connection; the next one has to wait as after any
/// that failed. To read such a relay slowly would be worse: its users would wait behind the flood,
/// whereas a relay that is gone is replaced at once, for data, for the onion, and for contacts,
/// which are no longer told of it.
///
/// The buckets outlive the connection; otherwise a relay that reconnects would begin with full
/// ones.
struct RelayReadBudget {
  private var bytesPaidAt = TokenRate.full
  private var uselessPaidAt = TokenRate.full

  /// What frames cost.
  struct Cost {
    var bytes = 0
    /// Frames that an honest relay has no reason for, or none for so many.
    var uselessFrames = 0

    /// For frames that say that a peer came or went: they cause a search for it, or for another
    /// relay.
    private static let changeCharge = 4_096

    mutating func addFrame() { bytes += RelayStream.frameCharge }
    mutating func addChange() { bytes += Self.changeCharge }
    mutating func addUselessFrame() { uselessFrames += 1 }
  }

  /// What `Limits` allow each relay.
  struct Rates {
    let bytes: TokenRate
    let uselessFrames: TokenRate

    init(_ limits: Limits) {
      bytes = TokenRate(limits.relayLinkBytes)
      uselessFrames = TokenRate(limits.relayUselessFrames)
    }
  }

  enum Verdict: Hashable {
    case readOn
    /// Nothing more is to be read before this.
    case pause(until: Instant)
    /// The connection is not worth having.
    case leave
  }

  /// Takes the price of what was read.
  mutating func pay(_ cost: Cost, _ rates: Rates, now: Now) -> Verdict {
    let now = now.monotonic
    if cost.uselessFrames > 0 {
      uselessPaidAt = rates.uselessFrames.taking(
        now, fullAt: uselessPaidAt, count: cost.uselessFrames)
      if rates.uselessFrames.availableAt(now, fullAt: uselessPaidAt) > now { return .leave }
    }
    bytesPaidAt = rates.bytes.taking(now, fullAt: bytesPaidAt, count: cost.bytes)
    let until = rates.bytes.availableAt(now, fullAt: bytesPaidAt)
    return until > now ? .pause(until: max(until, now + RelayStream.pauseMin)) : .readOn
  }
}
