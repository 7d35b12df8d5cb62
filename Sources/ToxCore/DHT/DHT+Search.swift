import ToxCrypto
import ToxWire

extension DHT {
  /// Looks for a node by its DHT key. Several owners may look for the same key.
  ///
  /// - Parameter hints: nodes that are said to be near it.
  /// - Returns: the owner's name for its search, to be given up with `stopSearch`.
  mutating func search(
    for key: DHTPublicKey, hints: [PackedNode], _ context: inout NodeContext
  ) -> DHTSearchID {
    let id = takeSearchID()
    if let lookup = resting.remove(key) { lookups.append(lookup) }
    if let index = lookups.firstIndex(where: { $0.role == .contact && $0.key == key }) {
      lookups[index].owners.append(id)
      lookups[index].restsAt = nil
      if let endpoint = lookups[index].nodes[key]?.endpoint(context.now) {
        notify(.found(id, key, endpoint))
      }
    } else {
      var lookup = Lookup(.contact, key, timerID: id, limits: context.limits)
      lookup.owners = [id]
      lookups.append(nominateNearby(for: lookup, context))
    }
    addHints(hints, to: id, &context)
    return id
  }

  /// Asks nodes that are said to be near the key.
  mutating func addHints(_ hints: [PackedNode], to id: DHTSearchID, _ context: inout NodeContext) {
    guard let index = lookup(of: id) else { return }
    for hint in hints where hint.address.transport == .udp && hint.key != context.dht.publicKey {
      let endpoint = hint.address.endpoint
      guard endpoint.isHost else { continue }
      lookups[index].nominateIfWanted(hint.key, at: endpoint, now: context.now)
    }
    askCandidates(&context)
  }

  /// Gives a search up; the last owner's leaving ends it.
  mutating func stopSearch(_ id: DHTSearchID, _ context: inout NodeContext) {
    guard resting.remove(of: id) == nil, let index = lookup(of: id) else { return }
    lookups[index].owners.removeAll { $0 == id }
    guard lookups[index].owners.isEmpty else { return }
    context.timers.cancel(.natPing(lookups[index].timerID))
    lookups.remove(at: index)
  }

  /// The contact is connected: the search pauses. A search with other owners goes on.
  mutating func restSearch(_ id: DHTSearchID, _ context: inout NodeContext) {
    guard let index = lookup(of: id), lookups[index].owners == [id] else { return }
    rest(index, of: id, &context)
  }

  /// The contact is no longer connected: it is searched again, first where it was.
  mutating func resumeSearch(_ id: DHTSearchID, _ context: inout NodeContext) {
    if let lookup = resting.remove(of: id) {
      resume(lookup, &context)
    } else if let index = lookup(of: id) {
      lookups[index].restsAt = nil
    }
  }

  /// A connected contact says by a NAT ping that it does not reach us, whatever its session says:
  /// it is searched for a while.
  mutating func wakeSearch(for key: DHTPublicKey, _ context: inout NodeContext) {
    let rest = context.now.monotonic + DHTTimings.wokenSearch
    if var lookup = resting.remove(key) {
      lookup.restsAt = rest
      resume(lookup, &context)
    } else if let index = lookups.firstIndex(where: { $0.key == key && $0.restsAt != nil }) {
      lookups[index].restsAt = rest
    }
  }

  /// Lays the searches that were woken to rest again.
  mutating func restWokenSearches(_ context: inout NodeContext) {
    for index in lookups.indices.reversed() {
      guard let restsAt = lookups[index].restsAt, restsAt <= context.now.monotonic,
        let owner = lookups[index].owners.first
      else { continue }
      rest(index, of: owner, &context)
    }
  }

  private mutating func rest(_ index: Int, of owner: DHTSearchID, _ context: inout NodeContext) {
    context.timers.cancel(.natPing(lookups[index].timerID))
    var lookup = lookups.remove(at: index)
    lookup.restsAt = nil
    resting.insert(lookup, of: owner)
  }

  private mutating func resume(_ lookup: Lookup, _ context: inout NodeContext) {
    var lookup = nominateNearby(for: lookup, context)
    for node in lookup.nodes.nodes {
      for association in node.associations {
        lookup.candidates.insert(node.key, at: association.endpoint)
      }
    }
    lookups.append(lookup)
    askCandidates(&context)
    context.timers.setIfSooner(.dht, at: lookup.nextDue(now: context.now))
  }

  /// The nodes that we know nearest to the searched key are asked first.
  private func nominateNearby(
    for lookup: Lookup, _ context: borrowing NodeContext
  ) -> Lookup {
    var lookup = lookup
    let nearby = closestNodes(
      to: lookup.key.bytes32, limit: context.limits.dhtCandidates, forLANPeer: true,
      now: context.now)
    for node in nearby { lookup.candidates.insert(node.key, at: node.address.endpoint) }
    return lookup
  }

  func lookup(of id: DHTSearchID) -> Int? {
    lookups.firstIndex { $0.owners.contains(id) }
  }
}
