import ToxCore
import ToxWire

/// A machine with a person and, while it runs, a node.
final class SimulatedNode {
  let name: String
  let host: HostID
  let identity: Identity
  var person = Person()
  /// The nodes to join through, in each run.
  var bootstraps: [Int] = []
  /// Relays that the owner named, for each run.
  var relays: [PackedNode] = []
  /// Its connections to relays.
  var streams: [RelayLink: StreamID] = [:]
  let servesRelay: Bool
  /// While the program stands still.
  var frozen: FrozenNode?
  /// How far the machine's wall clock is off.
  var clockOffset: Int64 = 0
  /// How often a node was started here.
  private(set) var runs = 0
  /// Distinguishes the present wish for a wake from former ones.
  private(set) var wish: UInt64 = 0

  /// When it was woken last, and how often at that instant.
  private var wakes = (at: Instant.distantFuture, count: 0)

  private let limits: Limits
  private let transports: Transports
  private var node: ToxNode?

  init(
    name: String, host: HostID, identity: Identity, limits: Limits, transports: Transports,
    servesRelay: Bool
  ) {
    var limits = limits
    limits.takesFiles = true
    self.limits = limits
    self.transports = transports
    self.servesRelay = servesRelay
    self.name = name
    self.host = host
    self.identity = identity
  }

  var isRunning: Bool { node != nil }

  /// That of the present run, or of the last one.
  private(set) var dhtKey: DHTPublicKey?

  func start(entropy: SeededGenerator, now: Now) {
    runs += 1
    node = ToxNode(
      identity: identity, limits: limits, transports: transports, entropy: entropy, now: now)
    dhtKey = node?.dhtKey
    if servesRelay { node?.serveRelay(now: now) }
  }

  func end() {
    node = nil
    wish += 1
    streams = [:]
    person.nodeEnded()
  }

  /// Changes the node; nil where none runs.
  func perform<Result>(_ body: (inout ToxNode) -> Result) -> Result? {
    guard node != nil else { return nil }
    return body(&node!)
  }

  func nextOutput() -> Output? { node?.nextOutput() }

  /// A node that wants to be woken again and again while no time passes would hang.
  func noteWake(at instant: Instant) {
    wakes = instant == wakes.at ? (instant, wakes.count + 1) : (instant, 1)
    precondition(wakes.count < Self.wakesMax, "\(name) spins at \(instant)")
  }

  /// At one instant: each may come after an input.
  private static let wakesMax = 10_000

  /// The node wishes another wake than before.
  func renewWish() -> UInt64 {
    wish += 1
    return wish
  }
}
