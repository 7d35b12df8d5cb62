public import ToxCore

/// Many nodes that join, find each other, leave and come back.
///
/// Members are numbered from 0 in the order of their arrival. Each joins through up to three
/// earlier members with public addresses.
public struct Crowd: ~Copyable {
  public var simulation: Simulation
  public let plan: CrowdPlan
  /// In the order of their arrival.
  public private(set) var members: [NodeID] = []
  /// How often a member went.
  public private(set) var departures = 0
  var relays: [Relay] = []
  /// Nodes of the DHT over which members without datagrams announce themselves.
  var hops: [NodeID] = []
  /// How often a relay failed.
  public internal(set) var relayFailures = 0
  var dice: SeededGenerator
  /// Members with public addresses, through which others join.
  private var doors: [Int] = []
  /// Members that left and will come back, the longest absent first.
  private var absent: [Int] = []

  /// Members through which another one joins.
  private static let doorsEach = 3
  /// One member in so many is away at any time.
  private static let absentShare = 50

  public init(_ plan: CrowdPlan, seed: UInt64) {
    precondition(plan.count > 1 && plan.routers.first == .some(nil), "somebody can be joined")
    self.plan = plan
    simulation = Simulation(seed: seed)
    simulation.network.profile = plan.profile
    dice = SeededGenerator(seed: seed, purpose: "crowd")
  }

  /// Adds all members, one after the other.
  public mutating func gather() {
    let pause = plan.arrival / Int64(plan.count)
    openRelays()
    for index in 0..<plan.count {
      let router = router(of: index)
      let site = router.map { simulation.network.addSite($0) } ?? .internet
      members.append(
        simulation.addNode(
          "member \(index)", at: site, transports: plan.relays > 0 ? .ownRelays : .all))
      join(index)
      if router == nil { doors.append(index) }
      simulation.run(for: pause)
    }
  }

  /// Lets time pass; members go and come.
  public mutating func run(for interval: Interval) {
    let end = simulation.instant + interval
    if let stay = plan.stay {
      run(until: end, each: stay / Int64(plan.count - plan.residents)) { $0.replaceOne() }
    } else if plan.relayFailurePause != nil {
      run(until: end, each: Self.relayWatch) { $0.upsetRelays() }
    } else {
      simulation.run(for: interval)
    }
  }

  private mutating func run(
    until end: Instant, each pause: Interval, _ act: (inout Crowd) -> Void
  ) {
    while simulation.instant + pause <= end {
      simulation.run(for: pause)
      act(&self)
    }
    simulation.run(for: end - simulation.instant)
  }

  /// Lets time pass until a condition holds, looking each second.
  ///
  /// - Returns: whether it came to hold within `interval`.
  public mutating func run(
    within interval: Interval, until condition: (borrowing Crowd) -> Bool
  ) -> Bool {
    let end = simulation.instant + interval
    while !condition(self) {
      guard simulation.instant < end else { return false }
      run(for: min(.seconds(1), end - simulation.instant))
    }
    return true
  }

  /// Cuts the network in two: members with even numbers no longer hear those with odd ones.
  public mutating func cut() {
    var sides: [[HostID]] = [[], []]
    for (index, member) in members.enumerated() {
      sides[index % 2].append(simulation.host(of: member))
    }
    simulation.network.partition(sides)
  }

  /// One member goes; where enough are away, one comes back.
  private mutating func replaceOne() {
    var leaver: Int
    repeat {
      leaver = .random(in: plan.residents..<members.count, using: &dice)
    } while absent.contains(leaver)
    simulation.stop(members[leaver], saysGoodbye: dice.next().isMultiple(of: 2))
    absent.append(leaver)
    departures += 1
    guard absent.count > plan.count / Self.absentShare else { return }
    let returner = absent.removeFirst()
    simulation.forgetBootstraps(members[returner])
    simulation.start(members[returner])
    join(returner)
  }

  private mutating func join(_ index: Int) {
    guard relays.isEmpty else { return connect(members[index]) }
    for _ in 0..<Self.doorsEach {
      guard let door = doors.randomElement(using: &dice), door != index,
        !absent.contains(door)
      else { continue }
      simulation.bootstrap(members[index], through: members[door])
    }
  }

  /// What a member stands behind; nil: a public address.
  public func router(of member: Int) -> NATKind? { plan.routers[member % plan.routers.count] }

  /// What two members stand behind, for a report.
  public func routers(of pair: Pair) -> String {
    [pair.one, pair.other].map { router(of: $0)?.rawValue ?? "public" }.sorted()
      .joined(separator: ", ")
  }
}
