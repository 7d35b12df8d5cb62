import DequeModule
import ToxWire

/// Outputs in the order in which they arose.
struct OutputQueue {
  /// If false, datagrams are discarded here; senders need no check.
  var usesUDP = true
  private(set) var queue: Deque<Output> = []

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

  mutating func served(_ action: ServedAction) {
    queue.append(.served(action))
  }

  mutating func event(_ event: Event) {
    queue.append(.event(event))
  }

  mutating func next() -> Output? { queue.popFirst() }
}
