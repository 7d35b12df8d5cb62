import ToxCore

/// Relays that a crowd uses, and how they fail.
extension Crowd {
  /// A relay of a crowd.
  struct Relay {
    var node: NodeID
    /// When it works again; nil: it works.
    var returnsAt: Instant?
  }

  /// What `relays` look for.
  static let relayWatch = Interval.seconds(1)
  private static let absence = Interval.seconds(5).nanoseconds...Interval.seconds(90).nanoseconds

  /// How many relays do not work at this moment.
  public var failedRelays: Int { relays.count { $0.returnsAt != nil } }

  /// One node of the DHT keeps the announcements of 160 members, and each member wants to be kept
  /// by twelve: the number of members for each node that only serves others.
  private static let membersEachHop = 5

  mutating func openRelays() {
    guard plan.relays > 0 else { return }
    for index in 0..<plan.relays {
      let node = simulation.addNode("relay \(index)", limits: Self.relayLimits, servesRelay: true)
      for other in relays { simulation.bootstrap(node, through: other.node) }
      relays.append(Relay(node: node))
      hops.append(node)
    }
    for index in 0..<plan.count / Self.membersEachHop {
      let node = simulation.addNode("hop \(index)")
      for relay in relays.prefix(3) { simulation.bootstrap(node, through: relay.node) }
      hops.append(node)
    }
  }

  /// A member uses all relays, and eight nodes as hops to the DHT.
  mutating func connect(_ member: NodeID) {
    for relay in relays { simulation.useRelay(member, of: relay.node) }
    for hop in hops.shuffled(using: &dice).prefix(8) { simulation.bootstrap(member, through: hop) }
  }

  /// Lets relays return, and another one fail, where it is time.
  mutating func upsetRelays() {
    let now = simulation.instant
    for index in relays.indices where relays[index].returnsAt.map({ $0 <= now }) ?? false {
      relays[index].returnsAt = nil
      simulation.setRelay(of: relays[index].node, .works)
      simulation.network.setDatagrams(of: simulation.host(of: relays[index].node), pass: true)
    }
    guard let pause = plan.relayFailurePause, failedRelays < relays.count / 2,
      .random(in: 0..<pause.nanoseconds, using: &dice) < Self.relayWatch.nanoseconds
    else { return }
    fail(dice.below(relays.count))
  }

  private mutating func fail(_ index: Int) {
    let kinds = RelayCondition.allCases.filter { $0 != .works }
    guard relays[index].returnsAt == nil, let kind = kinds.randomElement(using: &dice) else {
      return
    }
    relays[index].returnsAt =
      simulation.instant + Interval(nanoseconds: .random(in: Self.absence, using: &dice))
    relayFailures += 1
    simulation.setRelay(of: relays[index].node, kind)
    // Now the machine is gone, now its relay alone.
    let host = simulation.host(of: relays[index].node)
    simulation.network.setDatagrams(of: host, pass: dice.next().isMultiple(of: 2))
  }

  /// The members live in a few networks of 256 addresses, each of which may be as large as all.
  private static var relayLimits: Limits {
    var limits = Limits()
    limits.relayClientsPerNetwork = limits.relayClients
    limits.relayRoutesPerNetwork = limits.relayRoutes
    return limits
  }
}
