import ToxWire

/// Over which relay a packet goes.
extension Relays {
  /// Sends a packet of a session to the owner of a DHT key. Data goes over one relay where the peer
  /// is online. A packet that opens a session goes over all relays where the peer is or may be,
  /// since one relay that loses it would keep the two apart; where the peer is not online, it goes
  /// out of band. So does data, if the peer is online at no relay and the packet is small enough. A
  /// peer without a slot is answered over the relay it wrote through.
  mutating func send(_ bytes: [UInt8], to key: DHTPublicKey, _ context: inout NodeContext) {
    if let peer = peers[key] {
      let isData = bytes.first == SessionData.kind
      if isData, sendData(bytes, to: key, peer: peer, &context) { return }
      if sendEverywhere(bytes, to: key, peer: peer, &context) { return }
    }
    guard let relay = strangers.relay(of: key), let index = table.index(of: relay) else { return }
    table[index]?.connection?.sendOutOfBand(bytes, to: key, &context)
    touch(index)
  }

  /// Data for a peer seems not to arrive: the next relay where it is online carries it from now on,
  /// since this one may keep its connections and carry nothing.
  mutating func changeRelay(of key: DHTPublicKey, now: Now) {
    guard let peer = peers[key], let (index, _) = way(to: key, peer, now: now) else { return }
    peers[key]?.startBehind(index)
  }

  /// Sends an onion packet with a relay as its first hop.
  ///
  /// - Returns: whether it left.
  mutating func sendOnion(
    _ request: RelayOnionRequest, over relay: DHTPublicKey, _ context: inout NodeContext
  ) -> Bool {
    guard let index = table.index(of: relay) else { return false }
    defer { touch(index) }
    return table[index]?.connection?.send(request, &context) ?? false
  }

  private mutating func sendData(
    _ bytes: [UInt8], to key: DHTPublicKey, peer: RelayPeer, _ context: inout NodeContext
  ) -> Bool {
    guard let (index, slot) = way(to: key, peer, now: context.now) else { return false }
    table[index]?.connection?.send(bytes, on: slot, &context)
    touch(index)
    return true
  }

  /// The first relay where a peer is online and that reads and answers; otherwise one where the
  /// peer is online.
  private func way(
    to key: DHTPublicKey, _ peer: RelayPeer, now: Now
  ) -> (index: Int, slot: RelaySlot)? {
    var last: (index: Int, slot: RelaySlot)?
    for index in peer.indicesInTurn {
      guard let slot = table[index]?.connection?.routes.onlineSlot(of: key) else { continue }
      last = (index, slot)
      if table[index]?.connection?.isPassable(now: now) == true { break }
    }
    return last
  }

  private mutating func sendEverywhere(
    _ bytes: [UInt8], to key: DHTPublicKey, peer: RelayPeer, _ context: inout NodeContext
  ) -> Bool {
    var isSent = false
    for index in peer.indices {
      switch table[index]?.connection?.routes[key] {
      case .online(let slot): table[index]?.connection?.send(bytes, on: slot, &context)
      case .registered: table[index]?.connection?.sendOutOfBand(bytes, to: key, &context)
      case .requested, .withdrawn, nil: continue
      }
      touch(index)
      isSent = true
    }
    return isSent
  }
}
