import ToxWire

extension DHT: NodeDirectory {
  var isConnected: Bool { reach != .nothing }

  func closestNodes(
    to key: Bytes32, limit: Int, forLANPeer: Bool, now: Now
  ) -> [PackedNode] {
    let target = DHTPublicKey(key)
    var closest: [(distance: Bytes32, node: PackedNode)] = []
    for lookup in lookups {
      for node in lookup.nodes.nodes {
        let distance = target.distance(to: node.key)
        if closest.count == limit, closest[limit - 1].distance < distance { continue }
        guard !isSilent(node.key), !closest.contains(where: { $0.distance == distance }),
          let endpoint = node.endpoint(allowingLAN: forLANPeer, now)
        else { continue }
        let index = closest.firstIndex { distance < $0.distance } ?? closest.count
        closest.insert((distance, PackedNode(udp: endpoint, node.key)), at: index)
        if closest.count > limit { closest.removeLast() }
      }
    }
    return closest.map(\.node)
  }

  func isSilent(_ key: DHTPublicKey) -> Bool { rollCall.isSilent(key) }

  func pathNodes(limit: Int, entropy: inout Entropy, now: Now) -> [PackedNode] {
    var nodes: [PackedNode] = []
    for lookup in lookups where lookup.role == .decoy {
      for node in lookup.nodes.nodes where !nodes.contains(where: { $0.key == node.key }) {
        if let endpoint = node.endpoint(now) {
          nodes.append(PackedNode(udp: endpoint, node.key))
        }
      }
    }
    let present = nodes.filter { !isSilent($0.key) }
    if !present.isEmpty { nodes = present }
    // A hop on the Internet can't reach a hop in our network, so that the two are not mixed.
    let wide = nodes.filter { !$0.address.endpoint.address.isLAN }
    if !wide.isEmpty { nodes = wide }
    nodes.shuffle(using: &entropy)
    return Array(nodes.prefix(limit))
  }

  /// Nodes to join through after a restart: those near us and near the decoys, most recent first.
  /// Nodes around contacts are left out: the save would reveal the contacts.
  func savedNodes(limit: Int) -> [PackedNode] {
    var saved: [(answeredAt: Instant, node: PackedNode)] = []
    for lookup in lookups where lookup.role != .contact {
      for node in lookup.nodes.nodes where !saved.contains(where: { $0.node.key == node.key }) {
        for association in node.associations {
          saved.append((association.answeredAt, PackedNode(udp: association.endpoint, node.key)))
        }
      }
    }
    saved.sort { $0.answeredAt > $1.answeredAt }
    return saved.prefix(limit).map(\.node)
  }
}
