import ToxCrypto
import ToxWire

extension DHT {
  mutating func receive(
    _ packet: PingRequest, from endpoint: Endpoint, _ context: inout NodeContext
  ) {
    guard answers.take(for: endpoint, now: context.now) else {
      context.drops.count(.overLimit)
      return
    }
    guard let payload = context.open(request: packet, from: endpoint) else { return }
    context.transmit(
      PingResponse.Payload(id: payload.id), as: PingResponse.self, to: packet.sender, at: endpoint)
    meet(packet.sender, at: endpoint, &context)
  }

  mutating func receive(
    _ packet: PingResponse, from endpoint: Endpoint, _ context: inout NodeContext
  ) {
    guard let payload = context.open(answer: packet) else { return }
    guard requests.takePing(payload.id, from: packet.sender, at: endpoint, now: context.now)
    else {
      context.drops.count(.unsolicited)
      return
    }
    heard(packet.sender, at: endpoint, answeringFor: nil, &context)
  }

  /// - Differs: where we know no node the answer is empty, as the reference client sends it.
  mutating func receive(
    _ packet: NodesRequest, from endpoint: Endpoint, _ context: inout NodeContext
  ) {
    guard answers.take(for: endpoint, now: context.now) else {
      context.drops.count(.overLimit)
      return
    }
    guard let payload = context.open(request: packet, from: endpoint) else { return }
    let nodes = closestNodes(
      to: payload.target.bytes32, limit: NodesResponse.Payload.nodesMax,
      forLANPeer: endpoint.address.isLAN, now: context.now)
    context.transmit(
      NodesResponse.Payload(nodes: nodes, id: payload.id), as: NodesResponse.self,
      to: packet.sender, at: endpoint)
    meet(packet.sender, at: endpoint, &context)
  }

  /// - Differs: the reference client ignores an answer without nodes; for us it proves, like any
  ///   other, that the sender is there.
  mutating func receive(
    _ packet: NodesResponse, from endpoint: Endpoint, _ context: inout NodeContext
  ) {
    guard let payload = context.open(answer: packet) else { return }
    guard
      let request = requests.takeNodesRequest(
        payload.id, from: packet.sender, at: endpoint, now: context.now)
    else {
      context.drops.count(.unsolicited)
      return
    }
    heard(packet.sender, at: endpoint, answeringFor: request.target, &context)
    for node in payload.nodes {
      // A node on the Internet must not send us to addresses within our own network.
      let named = node.address.endpoint
      guard named.isHost, endpoint.address.isLAN || !named.address.isLAN else { continue }
      told(of: node, by: packet.sender, &context)
    }
    askCandidates(&context)
  }

  mutating func receive(
    _ packet: LANDiscovery, from endpoint: Endpoint, _ context: inout NodeContext
  ) {
    guard packet.key != context.dht.publicKey else {
      context.drops.count(.fromOurselves)
      return
    }
    guard lanBeacon != nil, endpoint.address.isLAN else {
      context.drops.count(.unsupported)
      return
    }
    guard closeList[packet.key]?.isLive(at: endpoint, context.now) != true else { return }
    lookups[0].candidates.insert(packet.key, at: endpoint)
    askCandidates(&context)
  }

  /// Answered by bootstrap nodes alone.
  mutating func receive(
    _ packet: BootstrapInfoRequest, from endpoint: Endpoint, _ context: inout NodeContext
  ) {
    guard var info = bootstrapInfo else {
      context.drops.count(.unsupported)
      return
    }
    guard answers.take(for: endpoint, now: context.now) else {
      context.drops.count(.overLimit)
      return
    }
    // An answer as long as a request would be answered by the next node, and so on without end.
    if info.encoded().count == BootstrapInfoRequest.size {
      info = BootstrapInfoResponse(version: info.version, message: info.message + [0])
    }
    context.outputs.transmit(info, to: endpoint)
  }
}

// MARK: - What packets tell us of nodes

extension DHT {
  /// A stranger wrote to us. Its claims are not believed: it is pinged, with other newcomers, if
  /// the list has room for it. A contact that we search is pinged at once.
  private mutating func meet(
    _ peer: DHTPublicKey, at endpoint: Endpoint, _ context: inout NodeContext
  ) {
    let isSearched = lookups.contains { lookup in
      lookup.role == .contact && lookup.key == peer
        && lookup.wants(peer, at: endpoint, now: context.now)
    }
    if isSearched || resting.wants(peer, at: endpoint, now: context.now) {
      if !requests.isPinged(peer, at: endpoint, now: context.now) {
        sendPing(to: peer, at: endpoint, &context)
      }
      return
    }
    let known = closeList[peer]
    let isWanted =
      known.map { !$0.isLive(at: endpoint, context.now) }
      ?? closeList.accepts(peer, now: context.now)
    guard isWanted else { return }
    newcomers.insert(peer, at: endpoint)
    context.timers.setIfSooner(.dht, at: newcomers.due(now: context.now))
  }

  /// A node proved that it lives at this address.
  ///
  /// - Parameter target: the key that it was asked about, if it answered with nodes.
  private mutating func heard(
    _ peer: DHTPublicKey, at endpoint: Endpoint, answeringFor target: DHTPublicKey?,
    _ context: inout NodeContext
  ) {
    bootstrapNodes.answered(peer)
    notify(.answered(peer, endpoint))
    for owner in resting.answered(peer, from: endpoint, now: context.now) {
      notify(.found(owner, peer, endpoint))
    }
    let owedAnswer = rollCall.answered(peer)
    let isNew = closeList[peer] == nil
    if isNew { noteDisplaced(by: peer, at: endpoint, now: context.now) }
    var changed: [Int] = []
    for index in lookups.indices {
      switch lookups[index].answered(peer, from: endpoint, now: context.now) {
      case .added where lookups[index].key != target:
        lookups[index].candidates.insert(peer, at: endpoint)
      case .added, .moved: break
      case .refreshed, .refused: continue
      }
      changed.append(index)
      if lookups[index].key == peer {
        for owner in lookups[index].owners { notify(.found(owner, peer, endpoint)) }
      }
    }
    if endpoint.address.isLAN ? reach == .nothing : reach != .wide {
      updateReach(now: context.now)
    }
    askCandidates(&context)
    for index in changed {
      context.timers.setIfSooner(.dht, at: lookups[index].nextDue(now: context.now))
    }
    if owedAnswer { returned(&context) }
    if isNew, changed.first == 0 { newcomerCame(peer, &context) }
  }

  /// A node named another node, which is not listed until it answers.
  private mutating func told(
    of node: PackedNode, by reporter: DHTPublicKey, _ context: inout NodeContext
  ) {
    let endpoint = node.address.endpoint
    for index in lookups.indices {
      if lookups[index].key == node.key {
        lookups[index].reported(endpoint, by: reporter, now: context.now)
        startNATPings(index, &context)
      }
      guard node.key != context.dht.publicKey, node.key != reporter else { continue }
      lookups[index].nominateIfWanted(node.key, at: endpoint, now: context.now)
    }
  }
}
