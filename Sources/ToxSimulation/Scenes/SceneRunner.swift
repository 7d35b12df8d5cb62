import ToxCore

/// Plays a scene in a simulation of its own.
public struct SceneRunner: ~Copyable {
  public var simulation: Simulation
  private let scene: Scene
  private var nodes: [String: NodeID] = [:]
  private var sites: [String: SiteID] = [:]

  public init(_ scene: Scene, seed: UInt64) {
    self.scene = scene
    simulation = Simulation(seed: seed)
  }

  /// Plays all lines.
  ///
  /// - Throws: at the first expectation that is not met.
  public mutating func run() throws(SceneFailure) {
    for line in scene.lines { try play(line) }
  }

  private mutating func play(_ line: Scene.Line) throws(SceneFailure) {
    switch line.statement {
    case .within(let limit, let expectation):
      let isMet = run(within: limit, until: expectation, is: true)
      if !isMet { throw failure(line) }
    case .throughout(let limit, let expectation):
      let isBroken = run(within: limit, until: expectation, is: false)
      if isBroken { throw failure(line) }
    case .wait(let interval): simulation.run(for: interval)
    case .network(let profile): simulation.network.profile = profile
    case .link(let one, let other, let profile):
      simulation.network.setProfile(profile, between: host(one), and: host(other))
    case .site(let name, let kind): sites[name] = simulation.network.addSite(kind)
    case .partition(let sides): simulation.network.partition(hosts(of: sides))
    case .heal: simulation.network.heal()
    case .relay(let name, let condition): simulation.setRelay(of: node(name), condition)
    case .datagrams(let name, let pass):
      simulation.network.setDatagrams(of: host(name), pass: pass)
    case .nodes(let names, let home, let bootstraps):
      for name in names { addNode(name, home, bootstraps: bootstraps) }
    default: perform(line.statement)
    }
  }

  /// Statements about one node that is there.
  private mutating func perform(_ statement: Statement) {
    switch statement {
    case .bootstrap(let name, let others):
      for other in others { simulation.bootstrap(node(name), through: node(other)) }
    case .useRelays(let name, let relays):
      for relay in relays { simulation.useRelay(node(name), of: node(relay)) }
    case .discover(let name): simulation.discoverNeighbours(node(name))
    case .add(let name, let peer, let request):
      simulation.add(node(peer), to: node(name), request: request.map { [UInt8]($0.utf8) })
    case .accept(let name, let peer): simulation.accept(node(peer), at: node(name))
    case .say(let name, let speech, let peer, let window):
      say(speech, from: node(name), to: node(peer), window: window)
    case .sendFiles(let name, let peer, let count, let size, let asStreams):
      simulation.sendFiles(
        count, ofSize: UInt64(size), asStreams: asStreams, from: node(name), to: node(peer))
    case .pause(let name, let isOn, of: let peer):
      simulation.setPause(isOn, of: node(peer), at: node(name))
    case .consume(let name, let consumes, of: let peer):
      simulation.setConsuming(consumes, of: peer.map { node($0) }, at: node(name))
    case .restart(let name, let keepsHints):
      simulation.stop(node(name), saysGoodbye: false)
      if !keepsHints { simulation.forgetHints(at: node(name)) }
      simulation.start(node(name))
    case .stop(let name, let saysGoodbye):
      simulation.stop(node(name), saysGoodbye: saysGoodbye)
    case .start(let name): simulation.start(node(name))
    case .freeze(let name, let count): simulation.freeze(node(name), keeping: count)
    case .thaw(let name): simulation.thaw(node(name))
    case .clock(let name, let seconds): simulation.shiftClock(of: node(name), by: seconds)
    default: preconditionFailure("\(statement) is carried out by play(_:)")
    }
  }

  private mutating func addNode(_ name: String, _ home: Home, bootstraps: [String]) {
    let id = simulation.addNode(
      name, at: home.site.flatMap { sites[$0] } ?? .internet,
      transports: home.usesUDP ? .all : .ownRelays, servesRelay: home.servesRelay)
    nodes[name] = id
    for other in bootstraps { simulation.bootstrap(id, through: node(other)) }
  }

  private mutating func say(
    _ speech: Speech, from speaker: NodeID, to listener: NodeID, window: Int
  ) {
    let key = simulation.publicKey(of: listener)
    let saidBefore = simulation.person(speaker).contact(key)?.said.count ?? 0
    let texts: [[UInt8]] =
      switch speech {
      case .text(let text): [[UInt8](text.utf8)]
      case .messages(let count, let size):
        (0..<count).map { Self.message(saidBefore + $0 + 1, size: size) }
      }
    simulation.say(texts, from: speaker, to: listener, window: window)
  }

  /// A message that its number tells from all others.
  private static func message(_ number: Int, size: Int) -> [UInt8] {
    let text = [UInt8]("message \(number) ".utf8)
    return text + [UInt8](repeating: 0x2e, count: max(0, size - text.count))
  }

  private mutating func run(
    within limit: Interval, until expectation: Expectation, is wanted: Bool
  ) -> Bool {
    let nodes = nodes
    return simulation.run(within: limit) { $0.holds(expectation, nodes) == wanted }
  }

  private func failure(_ line: Scene.Line) -> SceneFailure {
    SceneFailure(
      scene: scene.title, line: line.number, text: line.text, seed: simulation.seed,
      seconds: simulation.instant.seconds, log: simulation.log.suffix(20).map(\.description))
  }

  /// The parser let no unknown name pass.
  private func node(_ name: String) -> NodeID {
    guard let id = nodes[name] else { preconditionFailure("no node \(name)") }
    return id
  }

  private func host(_ name: String) -> HostID { simulation.host(of: node(name)) }

  private func hosts(of sides: [[String]]) -> [[HostID]] {
    sides.map { side in side.map { name in host(name) } }
  }
}

/// An expectation that was not met.
public struct SceneFailure: Error, Hashable, CustomStringConvertible {
  public var scene: String
  public var line: Int
  public var text: String
  public var seed: UInt64
  /// The virtual time.
  public var seconds: String
  /// The last events before.
  public var log: [String]

  public var description: String {
    """
    \(scene), line \(line): \(text)
    not met at \(seconds)s with seed \(seed); before it:
    \(log.joined(separator: "\n"))
    """
  }
}
