import ToxCrypto
import ToxWire

extension DHT {
  /// Looks for a node by its DHT key. Several owners may look for the same key.
  ///
  /// - Parameter hints: nodes that are said to be near it.
  /// - Returns: the owner's name for its search, to be given up with `stopSearch`.
  mutating func search(
    for key: DHTPublicKey, hints: [PackedNode], _ context: inout NodeContext, now: Now
  ) -> DHTSearchID {
    latest = now
    let id = takeSearchID()
    if let index = lookups.firstIndex(where: { $0.role == .contact && $0.key == key }) {
      lookups[index].owners.append(id)
      if let endpoint = lookups[index].nodes[key]?.endpoint(now) {
        notify(.found(id, key, endpoint))
      }
    } else {
      let nearby = closestNodes(
        to: key.bytes32, limit: context.limits.dhtCandidates, forLANPeer: true)
      var lookup = Lookup(.contact, key, timerID: id, limits: context.limits)
      lookup.owners = [id]
      for node in nearby { lookup.candidates.insert(node.key, at: node.address.endpoint) }
      lookups.append(lookup)
    }
    addHints(hints, to: id, &context, now: now)
    return id
  }

  /// Asks nodes that are said to be near the key.
  mutating func addHints(
    _ hints: [PackedNode], to id: DHTSearchID, _ context: inout NodeContext, now: Now
  ) {
    latest = now
    guard let index = lookup(of: id) else { return }
    for hint in hints where hint.address.transport == .udp && hint.key != context.dht.publicKey {
      let endpoint = hint.address.endpoint
      guard endpoint.isHost, lookups[index].wants(hint.key, at: endpoint, now: now) else {
        continue
      }
      lookups[index].candidates.insert(hint.key, at: endpoint)
    }
    askCandidates(&context, now: now)
  }

  /// Gives a search up; the last owner's leaving ends it.
  mutating func stopSearch(_ id: DHTSearchID, _ context: inout NodeContext, now: Now) {
    latest = now
    guard let index = lookup(of: id) else { return }
    lookups[index].owners.removeAll { $0 == id }
    guard lookups[index].owners.isEmpty else { return }
    context.timers.cancel(.natPing(lookups[index].timerID))
    lookups.remove(at: index)
  }

  func lookup(of id: DHTSearchID) -> Int? {
    lookups.firstIndex { $0.owners.contains(id) }
  }
}
