public import ToxCore
public import ToxWire

/// Many nodes on one virtual network and one virtual clock.
///
/// Everything follows from the seed: two runs, in two processes, with one seed and the same calls
/// deliver the same bytes at the same times. Time passes only in `run`.
public struct Simulation: ~Copyable {
  public let seed: UInt64
  public private(set) var instant = Instant.seconds(1_000)
  public var network: VirtualNetwork
  public internal(set) var transcript = Transcript()
  /// Everything that nodes told their owners.
  public private(set) var log: [LogEntry] = []
  /// Called with each datagram, and each segment of a connection, that is delivered; for debugging.
  public var onDelivery: ((TracedDatagram) -> Void)?
  /// Called with each entry of the log.
  public var onEvent: ((LogEntry) -> Void)?

  var agenda = Agenda()
  var nodes = NodeTable()
  /// Connections to relays.
  var streams = StreamTable()
  var relays = RelayMachines()

  public init(seed: UInt64) {
    self.seed = seed
    network = VirtualNetwork(
      generator: SeededGenerator(seed: seed, purpose: "network"),
      streamGenerator: SeededGenerator(seed: seed, purpose: "streams"))
  }

  /// Adds a machine and starts a node on it.
  ///
  /// - Parameters:
  ///   - transports: what it may use to reach others.
  ///   - servesRelay: whether it is a TCP relay for others.
  public mutating func addNode(
    _ name: String, at site: SiteID = .internet, limits: Limits = Limits(),
    transports: Transports = .all, servesRelay: Bool = false
  ) -> NodeID {
    var generator = SeededGenerator(seed: seed, purpose: "identity of \(name)")
    let id = nodes.append(
      SimulatedNode(
        name: name, host: network.addHost(at: site), identity: Identity(from: &generator),
        limits: limits, transports: transports, servesRelay: servesRelay))
    start(id)
    return id
  }

  /// The machine that a node runs on.
  public func host(of id: NodeID) -> HostID { nodes[id.index].host }

  /// Lets time pass.
  public mutating func run(for interval: Interval) {
    _ = run(within: interval) { _ in false }
  }

  /// Lets time pass until `condition` holds.
  ///
  /// - Returns: whether it came to hold within `interval`.
  public mutating func run(
    within interval: Interval, until condition: (borrowing Simulation) -> Bool
  ) -> Bool {
    let limit = instant + interval
    while !condition(self) {
      guard step(by: limit) else {
        instant = limit
        return condition(self)
      }
    }
    return true
  }

  /// The time as a node's machine shows it.
  func now(at node: NodeID) -> Now {
    let elapsed = instant.nanoseconds / 1_000_000_000
    let unix = Self.unixStart + elapsed + nodes[node.index].clockOffset
    return Now(monotonic: instant, unixSeconds: UInt64(max(0, unix)))
  }

  /// In January 2027.
  private static let unixStart: Int64 = 1_800_000_000
}

/// A node within one simulation.
public struct NodeID: Hashable, Sendable {
  let index: Int
}

/// What a node told its owner, and when.
public struct LogEntry: Hashable, Sendable, CustomStringConvertible {
  public var instant: Instant
  public var node: String
  public var event: Event

  public var description: String { "\(instant.seconds)s \(node): \(event)" }
}

/// A datagram, or a segment of a TCP connection, that was delivered.
public struct TracedDatagram: CustomStringConvertible {
  public var instant: Instant
  public var transport: Transport
  public var source: Endpoint
  public var node: String
  public var bytes: [UInt8]

  public var description: String {
    let kind = transport == .tcp ? "TCP" : bytes.first.map { [$0].hex } ?? "--"
    return "\(instant.seconds)s \(source) to \(node): \(kind), \(bytes.count) bytes"
  }
}

extension Simulation {
  /// Starts a node on a machine where none runs.
  public mutating func start(_ id: NodeID) {
    let node = nodes[id.index]
    guard !node.isRunning else { return }
    let purpose = "entropy of \(node.name), run \(node.runs + 1)"
    node.start(entropy: SeededGenerator(seed: seed, purpose: purpose), now: now(at: id))
    carryOut(id)
    returnToContacts(of: id)
  }

  /// Ends a node: with its goodbyes, or by pulling the plug.
  public mutating func stop(_ id: NodeID, saysGoodbye: Bool = true) {
    nodes[id.index].frozen = nil
    if saysGoodbye { perform(on: id) { node, now in node.shutdown(now: now) } }
    nodes[id.index].end()
    closeStreams(of: nodes[id.index].host)
  }

  /// Changes a node and carries out its outputs; nil where none runs.
  @discardableResult
  public mutating func perform<Result>(
    on id: NodeID, _ body: (inout ToxNode, Now) -> Result
  ) -> Result? {
    let now = now(at: id)
    let result = nodes[id.index].perform { body(&$0, now) }
    carryOut(id)
    return result
  }

  /// Carries out the next thing that is due by `limit`.
  ///
  /// - Returns: whether there was one.
  private mutating func step(by limit: Instant) -> Bool {
    guard let (instant, item) = agenda.next(by: limit) else { return false }
    self.instant = instant
    switch item {
    case .arrival(let flight): arrive(flight)
    case .stream(let event) where meetsFrozen(event):
      agenda.plan(item, at: instant + VirtualNetwork.retransmission)
    case .stream(let event): carryOut(event)
    case .wake(let index, let wish):
      guard nodes[index].wish == wish, nodes[index].frozen == nil else { break }
      nodes[index].noteWake(at: instant)
      perform(on: NodeID(index: index)) { node, now in node.advance(to: now) }
    }
    return true
  }

  private mutating func arrive(_ flight: Flight) {
    guard let delivery = network.arrive(flight, now: instant),
      let id = nodes.id(on: delivery.host), nodes[id.index].isRunning
    else { return }
    if nodes[id.index].frozen == nil {
      deliver(delivery, to: id)
    } else {
      nodes[id.index].frozen?.keep(delivery)
    }
  }

  mutating func deliver(_ delivery: Delivery, to id: NodeID) {
    trace(delivery.bytes, over: .udp, from: delivery.source, to: delivery.host)
    perform(on: id) { node, now in
      node.receive(delivery.bytes.span, from: delivery.source, now: now)
    }
  }

  /// Notes what a machine gets.
  mutating func trace(
    _ bytes: [UInt8], over transport: Transport, from source: Endpoint, to host: HostID
  ) {
    transcript.record(
      bytes, over: transport, from: source, to: network.endpoint(of: host), at: instant)
    onDelivery?(
      TracedDatagram(
        instant: instant, transport: transport, source: source,
        node: nodes[host]?.name ?? "a machine", bytes: bytes))
  }

  /// Carries out a node's outputs, then lets its person react to its events.
  private mutating func carryOut(_ id: NodeID) {
    let node = nodes[id.index]
    var events: [Event] = []
    while let output = node.nextOutput() {
      switch output {
      case .transmit(let transmit):
        for (arrival, flight) in network.send(transmit, from: node.host, now: instant) {
          agenda.plan(.arrival(flight), at: arrival)
        }
      case .event(let event):
        if !event.isFlow { note(LogEntry(instant: instant, node: node.name, event: event)) }
        events.append(event)
      case .relay(let action): carryOut(action, at: id)
      case .served(let action): carryOut(action)
      case .wake(let wanted, _):
        let wish = node.renewWish()
        if let wanted { agenda.plan(.wake(node: id.index, wish: wish), at: max(wanted, instant)) }
      }
    }
    for event in events { handle(event, at: id) }
  }

  private mutating func note(_ entry: LogEntry) {
    log.append(entry)
    onEvent?(entry)
  }
}

extension Event {
  /// Data of files under way: as good as the datagrams that carry it, and as long.
  fileprivate var isFlow: Bool {
    switch self {
    case .fileData, .fileWritable: true
    default: false
    }
  }
}

extension Instant {
  static func seconds(_ count: Int64) -> Instant { Instant(nanoseconds: count * 1_000_000_000) }

  /// Seconds with three decimals.
  var seconds: String {
    let milliseconds = nanoseconds / 1_000_000
    let fraction = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
