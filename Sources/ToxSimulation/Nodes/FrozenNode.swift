import ToxCore

/// A node whose program stands still, as under SIGSTOP: time passes and it does not notice.
struct FrozenNode {
  /// How many datagrams its socket keeps; what comes later is lost.
  let capacity: Int
  private(set) var kept: [Delivery] = []

  init(capacity: Int) { self.capacity = capacity }

  mutating func keep(_ delivery: Delivery) {
    if kept.count < capacity { kept.append(delivery) }
  }
}

extension Simulation {
  /// Whether an event of a connection is for a node that stands still: it waits in the system.
  func meetsFrozen(_ event: StreamEvent) -> Bool {
    let (id, side): (StreamID, StreamSide) =
      switch event {
      case .knock(let id): (id, .server)
      case .answer(let id, _): (id, .client)
      case .flow(let id, let side): (id, side)
      }
    return streams[id].flatMap { nodes[$0.host(at: side)] }?.frozen != nil
  }

  /// Stops a node's program between two instructions.
  public mutating func freeze(_ id: NodeID, keeping datagrams: Int) {
    nodes[id.index].frozen = FrozenNode(capacity: datagrams)
  }

  /// Lets it go on: it finds the datagrams that its socket kept, and then its timers long overdue.
  public mutating func thaw(_ id: NodeID) {
    guard let frozen = nodes[id.index].frozen else { return }
    nodes[id.index].frozen = nil
    for delivery in frozen.kept { deliver(delivery, to: id) }
    perform(on: id) { node, now in node.advance(to: now) }
  }
}
