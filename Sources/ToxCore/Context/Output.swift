import DequeModule
public import ToxWire

/// What the node wants done. After each input the shell takes outputs until there are none; `.wake`
/// comes last.
public enum Output: Hashable, Sendable {
  /// Send a datagram.
  case transmit(Transmit)
  /// Do something with a TCP connection to a relay.
  case relay(RelayAction)
  /// Do something with a connection that somebody made to our relay.
  case served(ServedAction)
  case event(Event)
  /// Call `advance(to:)` at this time, or sooner. Replaces the wake before it; nil: nothing is due.
  case wake(at: Instant?, reason: Timer?)
}

/// One datagram to send, at most 2048 bytes.
public struct Transmit: Hashable, Sendable {
  public var endpoint: Endpoint
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8], to endpoint: Endpoint) {
    self.endpoint = endpoint
    self.bytes = bytes
  }
}

/// What other machines have the relays carry.
enum RelayErrand: Hashable, Sendable {
  /// A packet of a session, to whichever relay reaches the peer.
  case session([UInt8], to: DHTPublicKey)
  /// What goes to this peer seems not to arrive: from now on over another relay.
  case turn(DHTPublicKey)
  /// Ours, for the relay of that key to act on as hop A.
  case onion(RelayOnionRequest, over: DHTPublicKey)
}

/// Outputs in the order in which they arose.
struct OutputQueue {
  /// False where no datagram may ever leave. Nothing that transmits asks: here it ends.
  var usesUDP = true
  private(set) var queue: Deque<Output> = []
  private var errands: Deque<RelayErrand> = []

  mutating func transmit(_ bytes: [UInt8], to endpoint: Endpoint) {
    guard usesUDP else { return }
    queue.append(.transmit(Transmit(bytes, to: endpoint)))
  }

  mutating func transmit(_ packet: some Packet, to endpoint: Endpoint) {
    transmit(packet.encoded(), to: endpoint)
  }

  mutating func relay(_ action: RelayAction) {
    queue.append(.relay(action))
  }

  mutating func transmit(_ bytes: [UInt8], on route: Route) {
    switch route {
    case .direct(let endpoint): transmit(bytes, to: endpoint)
    case .relayed(let peer): charge(.session(bytes, to: peer))
    }
  }

  /// Gives the relays something to carry.
  mutating func charge(_ errand: RelayErrand) { errands.append(errand) }

  mutating func nextErrand() -> RelayErrand? { errands.popFirst() }

  mutating func served(_ action: ServedAction) {
    queue.append(.served(action))
  }

  mutating func event(_ event: Event) {
    queue.append(.event(event))
  }

  mutating func next() -> Output? { queue.popFirst() }
}
