import ToxWire

/// TCP relays: notices between the node's relays and its other machines.
extension ToxNode {
  /// Has the relays carry packets of other machines.
  mutating func route(_ notice: CarryNotice) {
    switch notice {
    case .session(let bytes, let peer): relays.send(bytes, to: peer, &context)
    case .changeRelay(let peer): relays.changeRelay(of: peer, now: context.now)
    case .onion(let request, let relay):
      _ = relays.sendOnion(request, over: relay, &context)
    }
  }

  mutating func route(_ notice: RelayNotice) {
    switch notice {
    case .connected(let relays): relaysChanged(to: relays)
    case .peer(let key, let isReachable):
      for friend in relayPeers.friends(of: key) {
        friends.relaysReach(friend, dhtKey: key, isReachable: isReachable, &context)
      }
    case .asked(let key):
      for friend in relayPeers.friends(of: key) {
        friends.relaysAsked(for: friend, key, &context)
      }
    case .received(let bytes, let peer): receive(bytes, relayedFrom: peer)
    case .onionResponse(let payload): receiveOnion(payload.bytes)
    }
  }

  /// The relays that we are connected to have changed.
  mutating func relaysChanged(to relays: [RelayNode]) {
    let wereThere = !context.connectedRelays.isEmpty
    let areThere = !relays.isEmpty
    let lost = context.connectedRelays.filter { former in
      !relays.contains { $0.key == former.key }
    }
    context.connectedRelays = relays
    onion.relaysChanged(lost: lost, directory: dht, &context)
    if isPerson, areThere, !wereThere, !dht.isConnected {
      onion.start(directory: dht, &context)
    }
    updateStatus()
  }

  /// A packet of a peer that a relay brought; only packets of sessions are accepted.
  mutating func receive(_ bytes: [UInt8], relayedFrom peer: DHTPublicKey) {
    let route = Route.relayed(peer)
    if bytes.first == SessionData.kind {
      return sessions.receiveData(bytes.span, from: route, &context)
    }
    guard let datagram = decode(bytes.span) else { return }
    dispatchOpening(datagram, on: route)
  }

  /// The answer to a request of ours that entered the onion at a relay.
  mutating func receiveOnion(_ bytes: [UInt8]) {
    guard let datagram = decode(bytes.span) else { return }
    switch datagram {
    case .announceResponse(let packet): onion.receive(packet, directory: dht, &context)
    case .extendedAnnounceResponse(let packet): onion.receive(packet, directory: dht, &context)
    case .onionDataResponse(let packet): onion.receive(packet, &context)
    default: context.drops.count(.unsupported)
    }
  }

  // MARK: Contacts at relays

  /// The contact has this DHT key now: the relays are asked for it.
  mutating func wantRelays(for friend: FriendID, _ key: DHTPublicKey) {
    releaseRelays(of: friend)
    relayPeers.add(friend, key)
    relays.want(key, at: [], &context)
    if relays.isReachable(key) {
      friends.relaysReach(friend, dhtKey: key, isReachable: true, &context)
    }
  }

  mutating func useRelays(_ named: [PackedNode], for friend: FriendID) {
    guard let key = relayPeers.key(of: friend) else { return }
    let trusted = named.filter { transports.trustsNamedRelays || relays.isOwn($0.key) }
    relays.want(key, at: trusted, &context)
  }

  mutating func releaseRelays(of friend: FriendID) {
    guard let key = relayPeers.remove(friend), relayPeers.friends(of: key).isEmpty else { return }
    relays.release(key, &context)
  }
}
