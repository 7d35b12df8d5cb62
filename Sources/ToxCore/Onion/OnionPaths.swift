import ToxWire

/// The paths that serve one purpose. Those of our announcement and those of our searches are kept
/// apart, so that no exit hop sees both.
struct OnionPaths {
  static let count = 6

  private var slots = [OnionPath?](repeating: nil, count: Self.count)
  private var nextID: UInt32 = 0

  /// The path of that id, unless it is dead.
  func livePath(_ id: OnionPathID, now: Now) -> OnionPath? {
    guard let path = slots[slot(of: id)], path.id == id, !path.isDead(now) else { return nil }
    return path
  }

  /// The preferred path while it is alive; otherwise that of a random slot, which gets three new
  /// hops where its path is dead.
  ///
  /// - Parameter destination: a path that does not end at this node is preferred: most nodes can't
  ///   send to themselves.
  /// - Returns: nil where no node is known that could be a hop.
  mutating func path(
    preferring preferred: OnionPathID?, to destination: DHTPublicKey,
    through nodes: borrowing OnionPathNodes, directory: some NodeDirectory,
    _ context: inout NodeContext
  ) -> OnionPath? {
    if let preferred, let path = livePath(preferred, now: context.now) { return path }
    let first = context.entropy.below(Self.count)
    var fallback: OnionPath?
    for step in 0..<Self.count {
      let index = (first + step) % Self.count
      guard
        let path = livePath(in: index, through: nodes, directory: directory, &context)
      else { return fallback }
      if path.hops.exit.key != destination { return path }
      fallback = path
    }
    return fallback
  }

  /// A random one of those that answered their last request.
  func provenPath(_ entropy: inout Entropy, now: Now) -> OnionPath? {
    slots.compactMap { $0 }.filter { $0.isProven && !$0.isDead(now) }
      .randomElement(using: &entropy)
  }

  mutating func noteUse(of id: OnionPathID, now: Now) {
    let index = slot(of: id)
    if slots[index]?.id == id { slots[index]?.noteUse(now) }
  }

  mutating func noteAnswer(over id: OnionPathID) {
    let index = slot(of: id)
    if slots[index]?.id == id { slots[index]?.noteAnswer() }
  }

  /// Gives up the paths that enter at a relay which is not among these.
  mutating func keep(over relays: [RelayNode]) {
    for index in slots.indices {
      guard let relay = slots[index]?.relay else { continue }
      if !relays.contains(where: { $0.key == relay }) { slots[index] = nil }
    }
  }

  /// Gives up the paths with a hop that is not fit.
  mutating func leave(overOthersThan isFit: (DHTPublicKey) -> Bool) {
    for index in slots.indices {
      guard let hops = slots[index]?.hops else { continue }
      if !hops.keys.allSatisfy(isFit) { slots[index] = nil }
    }
  }

  private func slot(of id: OnionPathID) -> Int { Int(id.rawValue) % Self.count }

  private mutating func livePath(
    in index: Int, through nodes: borrowing OnionPathNodes, directory: some NodeDirectory,
    _ context: inout NodeContext
  ) -> OnionPath? {
    if let path = slots[index], !path.isDead(context.now) { return path }
    guard let hops = nodes.chooseHops(directory: directory, &context)
    else { return nil }
    // Another path over the same hops would only cost more keys on both sides.
    if let twin = slots.first(where: { $0?.hops == hops && $0?.isDead(context.now) == false }) {
      return twin
    }
    let id = OnionPathID(rawValue: nextID * UInt32(Self.count) + UInt32(index))
    nextID = (nextID + 1) % (UInt32.max / UInt32(Self.count))
    let path = OnionPath(id: id, hops: hops, &context.entropy, now: context.now)
    slots[index] = path
    return path
  }
}
