import ToxWire

/// Opens a way to a contact behind a NAT: both sides agree over third nodes to try, then each sends
/// pings to the addresses at which the other is seen, until one passes.
///
/// - Spec: "NATs", "Hole punching"
struct HolePunch {
  private enum State {
    /// NAT pings are sent. Exits: agreed, by the contact's answer to one.
    case asking
    /// The contact answered. Exits: asking, after a round of punching.
    case agreed
  }

  /// So many nodes must report an address of the contact before anything is done.
  static let reportsMin = 4
  private static let portsPerRound = 48
  /// Rounds with ports near the known ones alone.
  private static let roundsNearKnownPorts = 6
  private static let lowestPort = 1_024

  private var state = State.asking
  private var pingID: RequestID?
  private var contactAskedAt: Instant?
  private var roundAt: Instant?
  private var rounds = 0
  /// How many ports near the known ones were tried.
  private var nearIndex = 0
  /// How far above 1024 the next sweep starts.
  private var sweepIndex = 0

  /// The id of the NAT pings, until the contact answers one.
  mutating func currentPingID(entropy: inout Entropy) -> RequestID {
    if let pingID { return pingID }
    let id = RequestID(entropy.uint64())
    pingID = id
    return id
  }

  /// The contact answered a NAT ping; false where the ping is not ours.
  mutating func contactAnswered(_ id: RequestID) -> Bool {
    guard id == pingID else { return false }
    pingID = nil
    state = .agreed
    return true
  }

  /// The contact wants a hole as well.
  mutating func contactAsked(now: Now) { contactAskedAt = now.monotonic }

  /// The endpoints to ping in the round that is due; none where none is due.
  ///
  /// - Parameter reports: where nodes saw the contact, all of one family.
  mutating func round(reports: [Endpoint], now: Now) -> [Endpoint] {
    guard state == .agreed, isDue(now), let address = Self.commonAddress(reports) else {
      return []
    }
    if let roundAt, now.monotonic - roundAt >= DHTTimings.punchReset {
      rounds = 0
      nearIndex = 0
      sweepIndex = 0
    }
    roundAt = now.monotonic
    state = .asking
    var known: [UInt16] = []
    for report in reports where report.address == address && !known.contains(report.port) {
      known.append(report.port)
    }
    return nextPorts(known: known).map { Endpoint(address, port: $0) }
  }

  private func isDue(_ now: Now) -> Bool {
    guard let contactAskedAt, now.monotonic - contactAskedAt <= DHTTimings.punchAgreement else {
      return false
    }
    return roundAt.map { now.monotonic - $0 >= DHTTimings.punch } ?? true
  }

  /// The address that at least four nodes saw.
  private static func commonAddress(_ reports: [Endpoint]) -> IPAddress? {
    reports.first { report in
      reports.count { $0.address == report.address } >= reportsMin
    }?.address
  }

  /// The ports of one round. A NAT that shows the same port to all peers needs one ping; others get
  /// 48 guesses around the ports seen, and from the seventh round on also a sweep from 1024 up.
  private mutating func nextPorts(known: [UInt16]) -> [UInt16] {
    var ports: [UInt16] = []
    if known.count == 1 {
      ports = known
    } else {
      for guess in nearIndex..<(nearIndex + Self.portsPerRound) {
        ports.append(Self.port(guess, near: known))
      }
      nearIndex += Self.portsPerRound
    }
    if rounds >= Self.roundsNearKnownPorts {
      for offset in 0..<Self.portsPerRound {
        ports.append(UInt16(truncatingIfNeeded: Self.lowestPort + sweepIndex + offset))
      }
      sweepIndex += Self.portsPerRound / 2
    }
    rounds += 1
    return ports.filter { $0 != 0 }
  }

  /// The guess number `index`: each known port is tried at growing distances, alternately above and
  /// below.
  static func port(_ index: Int, near known: [UInt16]) -> UInt16 {
    let base = Int(known[(index / 2) % known.count])
    let distance = index / (2 * known.count)
    return UInt16(truncatingIfNeeded: index.isMultiple(of: 2) ? base + distance : base - distance)
  }
}
