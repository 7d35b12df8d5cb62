import ToxWire

/// What one relay's frames have cost us, and when we may go on with it.
///
/// A relay can bring whatever TCP carries, and each frame must be opened before anybody knows what it
/// is good for. Two buckets bound that, for there are two whose doing it may be.
///
/// All that comes has a price in bytes (`Limits.relayLinkBytes`). A contact may have much to say, and
/// strangers may look for us, over a relay that does its work: so where the price is not covered the
/// relay is left unread until it is, as our own relay leaves its clients. TCP makes it wait, nothing is
/// lost, and other relays are read meanwhile.
///
/// What nobody but the relay can be blamed for is counted besides (`Limits.relayVainFrames`), and ends
/// the connection; the next one has to wait as after any that failed. To read such a relay slowly would
/// be worse: whoever counts on it would wait behind the flood, whereas one that is gone is passed by at
/// once, by data, by the onion, and by contacts, who hear of it no more.
///
/// The buckets outlive the connection, or whoever hangs up would begin with full ones.
struct RelayDues {
  private var bytesPaidAt = TokenRate.full
  private var vainPaidAt = TokenRate.full

  /// What frames cost.
  struct Bill {
    var bytes = 0
    /// Frames that an honest relay has no reason for, or none for so many.
    var vainFrames = 0

    /// For frames that say that a peer came or went: they have us look for it, or for another way.
    private static let changeCharge = 4_096

    mutating func addFrame() { bytes += RelayStream.frameCharge }
    mutating func addChange() { bytes += Self.changeCharge }
    mutating func addVainFrame() { vainFrames += 1 }
  }

  /// What `Limits` allow each relay.
  struct Rates {
    let bytes: TokenRate
    let vainFrames: TokenRate

    init(_ limits: Limits) {
      bytes = TokenRate(limits.relayLinkBytes)
      vainFrames = TokenRate(limits.relayVainFrames)
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
  mutating func pay(_ bill: Bill, _ rates: Rates, now: Now) -> Verdict {
    let now = now.monotonic
    if bill.vainFrames > 0 {
      vainPaidAt = rates.vainFrames.taking(now, fullAt: vainPaidAt, count: bill.vainFrames)
      if rates.vainFrames.availableAt(now, fullAt: vainPaidAt) > now { return .leave }
    }
    bytesPaidAt = rates.bytes.taking(now, fullAt: bytesPaidAt, count: bill.bytes)
    let until = rates.bytes.availableAt(now, fullAt: bytesPaidAt)
    return until > now ? .pause(until: max(until, now + RelayStream.pauseMin)) : .readOn
  }
}
