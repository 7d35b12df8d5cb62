import DequeModule
public import ToxWire

/// What the node wants done. After each input the shell takes outputs until there are none; `.wake`
/// comes last.
public enum Output: Hashable, Sendable {
  /// Send a datagram.
  case transmit(Transmit)
  /// Do something with a TCP connection to a relay.
  case relay(RelayAction)
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

/// Outputs in the order in which they arose.
struct OutputQueue {
  private(set) var queue: Deque<Output> = []

  mutating func transmit(_ bytes: [UInt8], to endpoint: Endpoint) {
    queue.append(.transmit(Transmit(bytes, to: endpoint)))
  }

  mutating func transmit(_ packet: some Packet, to endpoint: Endpoint) {
    transmit(packet.encoded(), to: endpoint)
  }

  mutating func relay(_ action: RelayAction) {
    queue.append(.relay(action))
  }

  mutating func event(_ event: Event) {
    queue.append(.event(event))
  }

  mutating func next() -> Output? { queue.popFirst() }
}
