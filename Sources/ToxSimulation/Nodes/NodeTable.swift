/// The machines with a node, in the order in which they were added, found by index and host.
struct NodeTable {
  private var nodes: [SimulatedNode] = []
  private var indexByHost: [HostID: Int] = [:]

  var count: Int { nodes.count }

  subscript(index: Int) -> SimulatedNode { nodes[index] }

  mutating func append(_ node: SimulatedNode) -> NodeID {
    let index = nodes.count
    nodes.append(node)
    indexByHost[node.host] = index
    return NodeID(index: index)
  }

  /// The node on a machine; nil where the machine has none.
  func id(on host: HostID) -> NodeID? { indexByHost[host].map(NodeID.init) }

  subscript(host: HostID) -> SimulatedNode? { indexByHost[host].map { nodes[$0] } }
}
