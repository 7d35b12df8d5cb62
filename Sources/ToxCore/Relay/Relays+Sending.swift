import ToxWire

/// Over which relay a packet goes.
extension Relays {
  /// Sends a packet to the owner of a DHT key: over the first relay where it is online, and that reads
  /// and answers, if there is one; else, if it is small enough, out of band over each relay that
  /// knows that we want it, or the one over which it wrote to us.
  mutating func send(
    _ bytes: [UInt8], to key: DHTPublicKey, _ context: inout NodeContext, now: Now
  ) {
    if let peer = peers[key] {
      if sendOnline(bytes, to: key, peer, &context, now: now) { return }
      if sendOutOfBand(bytes, to: key, peer, &context, now: now) { return }
    }
    guard let relay = strangers.relay(of: key), let place = table.place(of: relay) else { return }
    table[place]?.connection?.sendOutOfBand(bytes, to: key, &context, now: now)
    touch(place)
  }

  /// Sends an onion packet with a relay as its first hop.
  ///
  /// - Returns: whether it left.
  mutating func sendOnion(
    _ request: RelayOnionRequest, over relay: DHTPublicKey, _ context: inout NodeContext,
    now: Now
  ) -> Bool {
    guard let place = table.place(of: relay) else { return false }
    defer { touch(place) }
    return table[place]?.connection?.send(request, &context, now: now) ?? false
  }

  private mutating func sendOnline(
    _ bytes: [UInt8], to key: DHTPublicKey, _ peer: RelayPeer, _ context: inout NodeContext,
    now: Now
  ) -> Bool {
    var last: (place: Int, slot: RelaySlot)?
    for index in 0..<peer.placeCount {
      let place = peer.place(at: index)
      guard let slot = table[place]?.connection?.routes.onlineSlot(of: key) else { continue }
      last = (place, slot)
      if table[place]?.connection?.isPassable(now: now) == true { break }
    }
    guard let last else { return false }
    table[last.place]?.connection?.send(bytes, on: last.slot, &context, now: now)
    touch(last.place)
    return true
  }

  private mutating func sendOutOfBand(
    _ bytes: [UInt8], to key: DHTPublicKey, _ peer: RelayPeer, _ context: inout NodeContext,
    now: Now
  ) -> Bool {
    var isSent = false
    for place in peer.own + peer.named
    where table[place]?.connection?.routes.isRegistered(key) == true {
      table[place]?.connection?.sendOutOfBand(bytes, to: key, &context, now: now)
      touch(place)
      isSent = true
    }
    return isSent
  }
}
