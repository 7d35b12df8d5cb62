import ToxWire

/// Nodes around a key, nearest first. All of them have answered us.
struct NodeList {
  /// Which nodes find room.
  enum Shape: Hashable {
    /// Our own close list: 128 buckets by the first bit in which a key differs from ours. A bucket
    /// full of live nodes takes no newcomer, which keeps long-known nodes and makes the list hard
    /// to flood.
    case buckets(of: Int)
    /// A searched key: the nearest ones. A newcomer replaces a bad node, else the farthest.
    case nearest(Int)
  }

  let base: DHTPublicKey
  let shape: Shape
  /// Nearest first. Since a nearer node is in a higher bucket, buckets are runs of this array.
  private(set) var nodes: [KnownNode] = []

  init(around base: DHTPublicKey, _ shape: Shape) {
    self.base = base
    self.shape = shape
  }

  /// The spec's bucket: 0…127, the common prefix in bits.
  private func bucket(of key: DHTPublicKey) -> Int {
    min(base.distance(to: key).leadingZeroBitCount, 127)
  }

  subscript(_ key: DHTPublicKey) -> KnownNode? {
    let position = insertionIndex(of: key)
    return isNode(key, at: position) ? nodes[position] : nil
  }

  /// Whether a node that is not in the list would find room.
  func accepts(_ key: DHTPublicKey, now: Now) -> Bool {
    room(for: key, at: insertionIndex(of: key), now) != .none
  }

  private enum Room: Equatable {
    case free
    case instead(of: Int)
    case none
  }

  private func room(for key: DHTPublicKey, at position: Int, _ now: Now) -> Room {
    switch shape {
    case .buckets(let size):
      let run = run(ofBucket: bucket(of: key), around: position)
      return run.count < size ? .free : worstBad(in: run, now).map { .instead(of: $0) } ?? .none
    case .nearest(let size):
      if nodes.count < size { return .free }
      if let bad = worstBad(in: nodes.indices, now) { return .instead(of: bad) }
      return position < nodes.count ? .instead(of: nodes.count - 1) : .none
    }
  }
}

// MARK: - What happens to nodes

extension NodeList {
  enum Outcome {
    /// No room.
    case refused
    case refreshed
    /// Another address, or back after a silence.
    case moved
    case added
  }

  /// A node proved that it lives at `endpoint`.
  mutating func answered(_ key: DHTPublicKey, from endpoint: Endpoint, now: Now) -> Outcome {
    let position = insertionIndex(of: key)
    if isNode(key, at: position) {
      switch nodes[position].answered(from: endpoint, now) {
      case .refreshed: return .refreshed
      case .moved: return .moved
      case .refused: return .refused
      }
    }
    forget(endpoint)
    return insert(KnownNode(key, at: endpoint, now: now), now)
  }

  private mutating func insert(_ node: KnownNode, _ now: Now) -> Outcome {
    let position = insertionIndex(of: node.key)
    switch room(for: node.key, at: position, now) {
    case .none: return .refused
    case .free: nodes.insert(node, at: position)
    case .instead(let index):
      nodes.remove(at: index)
      nodes.insert(node, at: index < position ? position - 1 : position)
    }
    return .added
  }

  /// One address, one node: the node that had it before is no longer there.
  private mutating func forget(_ endpoint: Endpoint) {
    var isAnyEmpty = false
    for index in nodes.indices where nodes[index].association(at: endpoint) != nil {
      nodes[index].forget(endpoint)
      isAnyEmpty = isAnyEmpty || nodes[index].hasNoAddress
    }
    if isAnyEmpty { nodes.removeAll(where: \.hasNoAddress) }
  }

  mutating func pinged(_ key: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    let position = insertionIndex(of: key)
    if isNode(key, at: position) { nodes[position].pinged(at: endpoint, now) }
  }

  /// `reporter` says that the key of this list is at `endpoint`.
  mutating func reported(_ endpoint: Endpoint, by reporter: DHTPublicKey, now: Now) {
    let position = insertionIndex(of: reporter)
    if isNode(reporter, at: position) { nodes[position].reported(endpoint, now) }
  }

  /// The node is bad from now on: a newcomer may replace it. The last live one is left as it is,
  /// since the fault may be ours.
  mutating func giveUp(_ key: DHTPublicKey, now: Now) {
    let position = insertionIndex(of: key)
    guard isNode(key, at: position), nodes[position].isLive(now),
      nodes.contains(where: { $0.key != key && $0.isLive(now) })
    else { return }
    nodes[position].makeBad(now)
  }

  /// Where every node was lost (a suspended machine, another network), each gets one more try.
  mutating func reviveIfAllLost(now: Now) {
    let isAnyWorthAPing = nodes.contains { node in
      node.associations.contains { !$0.isLost(now) }
    }
    guard !isAnyWorthAPing else { return }
    for index in nodes.indices { nodes[index].makeBad(now) }
  }
}

// MARK: - Places

extension NodeList {
  /// Where the key stands, or would stand.
  private func insertionIndex(of key: DHTPublicKey) -> Int {
    let distance = base.distance(to: key)
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if base.distance(to: nodes[middle].key) < distance { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func isNode(_ key: DHTPublicKey, at position: Int) -> Bool {
    position < nodes.count && nodes[position].key == key
  }

  private func run(ofBucket bucket: Int, around position: Int) -> Range<Int> {
    var start = position
    var end = position
    while start > 0, self.bucket(of: nodes[start - 1].key) == bucket { start -= 1 }
    while end < nodes.count, self.bucket(of: nodes[end].key) == bucket { end += 1 }
    return start..<end
  }

  /// The bad node that has been silent longest.
  private func worstBad(in range: Range<Int>, _ now: Now) -> Int? {
    var worst: Int?
    for index in range where !nodes[index].isLive(now) {
      if let best = worst, nodes[best].answeredAt <= nodes[index].answeredAt { continue }
      worst = index
    }
    return worst
  }
}
