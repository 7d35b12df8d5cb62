import ToxCore
import ToxCrypto
import ToxSimulation
import ToxWire

/// A node, the time around it, and what it said: what the bytes of an input play upon.
///
/// Beyond not trapping, the node keeps these promises after each step: a datagram has at most 2048
/// bytes, an input makes a bounded number of them, and a wake lies in the future.
struct FuzzBench: ~Copyable {
  var node: ToxNode
  private(set) var now: Now
  /// The latest datagrams of the node, oldest first.
  private(set) var sent: [Transmit] = []
  /// The latest events, oldest first.
  private(set) var events: [Event] = []
  /// What the node did with its connections to relays since `forgetRelayActions`.
  private(set) var relayActions: [RelayAction] = []
  /// What the node wants done with its relay's connections.
  private var served: [ServedAction] = []
  private var wakeAt: Instant?
  private var nonceCount: UInt64 = 0

  private static let remembered = 64
  private static let outputsPerInputMax = 20_000

  static let identity: Identity = {
    var generator = SeededGenerator(seed: 0x5a)
    return Identity(from: &generator)
  }()
  /// The DHT key of every node on a bench.
  static let dhtKey: DHTPublicKey = FuzzBench.makeNode(firstNumber: 0).dhtKey

  private static let start = Now(
    monotonic: Instant(nanoseconds: 1_000_000_000), unixSeconds: 1_700_000_000)

  init(firstNumber: UInt32 = 0, _ change: (inout Limits) -> Void = { _ in }) {
    var limits = Limits()
    change(&limits)
    node = Self.makeNode(firstNumber: firstNumber, limits: limits)
    now = Self.start
    drain()
  }

  private static func makeNode(firstNumber: UInt32, limits: Limits = Limits()) -> ToxNode {
    ToxNode(
      identity: identity, limits: limits, entropy: SeededGenerator(seed: 0xa5),
      firstNumber: firstNumber, now: start)
  }

  /// A nonce that was not used before on this bench.
  mutating func nonce() -> Nonce {
    nonceCount += 1
    return Nonce(high: 7, middle: 7, low: nonceCount)
  }

  mutating func receive(_ bytes: [UInt8], from endpoint: Endpoint) {
    node.receive(bytes.span, from: endpoint, now: now)
    drain()
  }

  /// Calls one of the node's methods.
  mutating func act(_ body: (inout ToxNode, Now) -> Void) {
    body(&node, now)
    drain()
  }

  /// Lets time pass, waking the node whenever it asked for it, at most so often.
  mutating func wait(_ interval: Interval, wakesMax: Int = 50) {
    let end = now.monotonic + interval
    var wakes = 0
    while let wakeAt, wakeAt <= end, wakes < wakesMax {
      step(to: max(wakeAt, now.monotonic))
      wakes += 1
    }
    step(to: end)
  }

  /// A long sleep: the node is woken once, at its end.
  mutating func sleep(_ interval: Interval) { step(to: now.monotonic + interval) }

  /// The wall clock is set; the monotonic one does not notice.
  mutating func setUnixTime(_ seconds: UInt64) { now.unixSeconds = seconds }

  private mutating func step(to instant: Instant) {
    let seconds = (instant - now.monotonic).nanoseconds / 1_000_000_000
    now.unixSeconds &+= UInt64(max(seconds, 0))
    now.monotonic = instant
    node.advance(to: now)
    drain()
    if let wakeAt { precondition(wakeAt > now.monotonic, "a wake asks for itself") }
  }

  private mutating func drain() {
    var count = 0
    while let output = node.nextOutput() {
      count += 1
      precondition(count < Self.outputsPerInputMax, "an input makes a flood")
      switch output {
      case .transmit(let datagram):
        precondition((1...2_048).contains(datagram.bytes.count), "a datagram's size")
        sent.append(datagram)
      case .event(let event): events.append(event)
      case .relay(let action):
        if case .send(_, let bytes) = action { precondition(!bytes.isEmpty, "a piece holds bytes") }
        relayActions.append(action)
      case .served(let action): served.append(action)
      case .wake(let instant, _): wakeAt = instant
      }
    }
    sent.removeFirst(max(0, sent.count - Self.remembered))
    events.removeFirst(max(0, events.count - Self.remembered))
  }

  /// The latest datagram of one kind to one address.
  func latest(_ kind: UInt8, to endpoint: Endpoint) -> [UInt8]? {
    sent.last { $0.endpoint == endpoint && $0.bytes.first == kind }?.bytes
  }

  /// What the node wanted done with its relay's connections since this was last asked.
  mutating func takeServed() -> [ServedAction] {
    defer { served = [] }
    return served
  }

  /// The events since this was last asked, of which there must be few.
  mutating func takeEvents() -> [Event] {
    defer { events = [] }
    return events
  }

  mutating func forgetSent() { sent.removeAll() }

  mutating func forgetRelayActions() { relayActions.removeAll() }

  func isOnline(_ peer: FuzzPeer) -> Bool {
    node.friend(with: peer.longTerm.publicKey).map { node.isOnline($0) } ?? false
  }
}

extension FuzzBench {
  private static let pauses: [Interval] = [
    .milliseconds(1), .milliseconds(50), .seconds(1), .seconds(3), .seconds(10), .seconds(33),
    .seconds(125), .seconds(310),
  ]

  /// Lets some time pass, as the input chooses.
  mutating func wait(_ choices: inout Choices) {
    let choice = choices.byte()
    switch choice >> 4 {
    case 15: sleep(.seconds(86_400 * Int64(choice & 15)))
    case 14: setUnixTime(choices.uint64() >> UInt64(choice & 31))
    case 13: sleep(Self.pauses[Int(choice) % Self.pauses.count])
    default: wait(Self.pauses[Int(choice) % Self.pauses.count])
    }
  }
}
