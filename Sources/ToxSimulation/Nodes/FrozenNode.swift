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
  /// Stops a node's program between two instructions.
  public mutating func freeze(_ id: NodeID, keeping datagrams: Int) {
    frozen[id.index] = FrozenNode(capacity: datagrams)
  }

  /// Lets it go on: it finds what its socket kept, and then that its timers are long due.
  public mutating func thaw(_ id: NodeID) {
    guard let node = frozen.removeValue(forKey: id.index) else { return }
    for delivery in node.kept { deliver(delivery, to: id.index) }
    perform(on: id) { node, now in node.advance(to: now) }
  }
}
