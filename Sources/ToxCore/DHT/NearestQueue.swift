import ToxWire

/// A few nodes that wait for a request, the nearest to a key first. When full, the farthest is
/// replaced by a nearer one.
struct NearestQueue {
  private let base: DHTPublicKey
  private let capacity: Int
  private(set) var nodes: [(key: DHTPublicKey, endpoint: Endpoint)] = []

  init(around base: DHTPublicKey, capacity: Int) {
    self.base = base
    self.capacity = capacity
  }

  var isEmpty: Bool { nodes.isEmpty }

  mutating func insert(_ key: DHTPublicKey, at endpoint: Endpoint) {
    if let known = nodes.firstIndex(where: { $0.key == key }) {
      nodes[known].endpoint = endpoint
      return
    }
    let distance = base.distance(to: key)
    let index =
      nodes.firstIndex { distance < base.distance(to: $0.key) } ?? nodes.count
    guard index < capacity else { return }
    nodes.insert((key, endpoint), at: index)
    if nodes.count > capacity { nodes.removeLast() }
  }

  mutating func popNearest() -> (key: DHTPublicKey, endpoint: Endpoint)? {
    nodes.isEmpty ? nil : nodes.removeFirst()
  }

  mutating func removeAll() -> [(key: DHTPublicKey, endpoint: Endpoint)] {
    defer { nodes = [] }
    return nodes
  }
}
