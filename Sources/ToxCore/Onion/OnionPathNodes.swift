import DequeModule
import ToxCrypto
import ToxWire

/// Where the hops of our paths come from: the DHT's random lists; while those are short, nodes that
/// answered our announce requests; and before there are any, the nodes we were told to start from.
struct OnionPathNodes {
  /// How many of either kind are remembered.
  static let capacity = 32

  private var answered: Deque<PackedNode> = []
  private var bootstrap: Deque<PackedNode> = []

  mutating func noteAnswer(from node: PackedNode) { Self.remember(node, in: &answered) }

  mutating func noteBootstrap(_ node: PackedNode) { Self.remember(node, in: &bootstrap) }

  /// Three hops, distinct where three nodes are known; nil where none is. While no DHT node answers
  /// us, the first one is a relay.
  func chooseHops(
    directory: some NodeDirectory, _ context: inout NodeContext
  ) -> [PackedNode]? {
    let nodes = choose(OnionPath.hopCount, directory: directory, &context)
    guard !nodes.isEmpty else { return nil }
    if !directory.isConnected {
      if let relay = context.connectedRelays.randomElement(using: &context.entropy) {
        let others = nodes.filter { $0.key != relay.key }
        let rest = others.isEmpty ? nodes : others
        return [relay, rest[0], rest[1 % rest.count]]
      }
      // A datagram to a bootstrap node may be the first that gets through.
      guard context.outputs.usesUDP else { return nil }
    }
    return (0..<OnionPath.hopCount).map { nodes[$0 % nodes.count] }
  }

  /// Up to `limit` distinct nodes in random order.
  func choose(
    _ limit: Int, directory: some NodeDirectory, _ context: inout NodeContext
  ) -> [PackedNode] {
    var nodes = directory.pathNodes(limit: Self.capacity, entropy: &context.entropy)
    if nodes.count < OnionPath.hopCount { nodes += answered.shuffled(using: &context.entropy) }
    if nodes.isEmpty { nodes = bootstrap.shuffled(using: &context.entropy) }
    var chosen: [PackedNode] = []
    for node in Self.inOneScope(nodes)
    where chosen.count < limit && node.key != context.dht.publicKey {
      if !chosen.contains(where: { $0.key == node.key }) { chosen.append(node) }
    }
    return chosen
  }

  /// A hop on the Internet can't send into our network: as soon as there is one, hops in our
  /// network are left out.
  private static func inOneScope(_ nodes: [PackedNode]) -> [PackedNode] {
    let global = nodes.filter { !$0.address.endpoint.address.isLAN }
    return global.isEmpty ? nodes : global
  }

  private static func remember(_ node: PackedNode, in list: inout Deque<PackedNode>) {
    list.removeAll { $0.key == node.key }
    if list.count == capacity { list.removeFirst() }
    list.append(node)
  }
}
