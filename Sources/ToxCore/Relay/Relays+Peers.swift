import ToxCrypto
import ToxWire

/// The peers that we want to reach through relays, and the relays where they may be.
extension Relays {
  /// Looks for a peer at the owner's relays, and at these relays, which the peer named.
  mutating func want(_ key: DHTPublicKey, at relays: [PackedNode], _ context: inout NodeContext) {
    guard key != context.dht.publicKey else { return }
    if peers[key] == nil {
      guard peers.count < context.limits.relayPeers else {
        return context.drops.count(.overLimit)
      }
      peers.add(key)
      requestOwnSlots(for: key, &context)
    }
    for relay in relays { name(relay, by: key, &context) }
    maintain(&context)
  }

  /// A peer is not wanted any more.
  mutating func release(_ key: DHTPublicKey, _ context: inout NodeContext) {
    guard let peer = peers[key] else { return }
    for index in peer.named { removeUser(key, from: index, &context) }
    let wereFull = peer.own.filter { isFull($0, context.limits) }
    for index in peer.own { withdraw(key, at: index, &context) }
    peers.remove(key)
    for index in wereFull { passOn(index, &context) }
    maintain(&context)
  }

  /// Notes whether a peer is reached over UDP at present: then the relays that it named are not
  /// needed.
  mutating func setDirect(_ key: DHTPublicKey, isDirect: Bool, _ context: inout NodeContext) {
    guard let peer = peers[key], peer.isDirect != isDirect else { return }
    peers[key]?.isDirect = isDirect
    for index in peer.named {
      table[index]?.waiting += isDirect ? -1 : 1
      needChanged(index, now: context.now)
    }
    if !isDirect {
      for index in peer.named { request(key, at: index, &context) }
      requestOwnSlots(for: key, &context)
    } else {
      for index in peer.own where isFull(index, context.limits) { passOn(index, &context) }
    }
    maintain(&context)
  }

  // MARK: Relays that a contact names

  private mutating func name(
    _ relay: PackedNode, by key: DHTPublicKey, _ context: inout NodeContext
  ) {
    let endpoint = relay.address.endpoint
    guard relay.address.transport == .tcp, endpoint.isHost, relay.key.isPlausible,
      relay.key != context.dht.publicKey, takesLAN || !endpoint.address.isLAN
    else { return }
    let index = table.index(of: relay.key)
    if let index, let user = table[index]?.users.firstIndex(where: { $0.peer == key }) {
      table[index]?.users[user].endpoint = endpoint
    } else if mayName(key, &context),
      let index = index ?? insert(relay.key, &context)
    {
      peers[key]?.named.append(index)
      table[index]?.users.append(KnownRelay.User(peer: key, endpoint: endpoint))
      if peers[key]?.isDirect == false { table[index]?.waiting += 1 }
      needChanged(index, now: context.now)
      request(key, at: index, &context)
    }
  }

  /// Makes room for one more relay of a peer: replaces its oldest where it is not online.
  private mutating func mayName(_ key: DHTPublicKey, _ context: inout NodeContext) -> Bool {
    guard let peer = peers[key] else { return false }
    guard peer.named.count >= context.limits.relaysPerPeer else { return true }
    guard peer.replaceableAt <= context.now.monotonic,
      let oldest = peer.named.first(where: {
        table[$0]?.connection?.routes.onlineSlot(of: key) == nil
      })
    else {
      context.drops.count(.overLimit)
      return false
    }
    removeUser(key, from: oldest, &context)
    peers[key]?.named.removeAll { $0 == oldest }
    peers[key]?.replaceableAt = context.now.monotonic + RelayPeer.replacementInterval
    return true
  }

  /// The index for a relay that was not known. Where the table is full, a relay that was never
  /// found is replaced; nil where there is none.
  private mutating func insert(_ relay: DHTPublicKey, _ context: inout NodeContext) -> Int? {
    if table.count >= context.limits.relays {
      guard let unfound = table.indices.first(where: { table[$0]?.wasNeverFound == true }) else {
        context.drops.count(.overLimit)
        return nil
      }
      for user in table[unfound]?.users ?? [] {
        peers[user.peer]?.named.removeAll { $0 == unfound }
      }
      table.remove(unfound)
    }
    return table.insert(KnownRelay(relay))
  }

  private mutating func removeUser(
    _ key: DHTPublicKey, from index: Int, _ context: inout NodeContext
  ) {
    guard let peer = peers[key] else { return }
    table[index]?.users.removeAll { $0.peer == key }
    if !peer.isDirect { table[index]?.waiting -= 1 }
    needChanged(index, now: context.now)
    if !peer.own.contains(index) { withdraw(key, at: index, &context) }
  }

  // MARK: Slots

  /// Which peers are asked for first where slots are scarce.
  enum SlotRank: CaseIterable {
    /// Not reached directly, and at none of the owner's relays.
    case first
    /// Not reached directly.
    case second
    case last
  }

  func rank(of key: DHTPublicKey) -> SlotRank? {
    guard let peer = peers[key] else { return nil }
    return peer.isDirect ? .last : peer.own.isEmpty ? .first : .second
  }

  /// Asks the owner's relays for a peer, up to `RelayPeer.ownMax` of them.
  mutating func requestOwnSlots(for key: DHTPublicKey, _ context: inout NodeContext) {
    for index in table.indices where table[index]?.isOwn == true {
      guard table[index]?.isConfirmed == true else { continue }
      _ = self.requestOwnSlot(key, at: index, &context)
    }
  }

  /// Asks one of the owner's relays for a peer, unless enough of them were.
  ///
  /// - Returns: false where the relay has no slot for it.
  mutating func requestOwnSlot(
    _ key: DHTPublicKey, at index: Int, _ context: inout NodeContext
  ) -> Bool {
    guard let peer = peers[key], peer.own.count < RelayPeer.ownMax, !peer.own.contains(index)
    else { return true }
    guard request(key, at: index, &context) else { return false }
    peers[key]?.own.append(index)
    return true
  }

  /// Asks a relay for a slot for a peer. Where all slots are taken, another peer may have to give
  /// up its own.
  ///
  /// - Returns: whether the peer has one, or may get it.
  @discardableResult
  mutating func request(
    _ key: DHTPublicKey, at index: Int, _ context: inout NodeContext
  ) -> Bool {
    guard table[index]?.isConfirmed == true else { return false }
    if table[index]?.connection?.routes[key] == nil, isFull(index, context.limits) {
      guard let other = lessNeedy(than: key, at: index) else {
        context.drops.count(.overLimit)
        return false
      }
      withdraw(other, at: index, &context)
      peers[other]?.own.removeAll { $0 == index }
      reachabilityChanged(of: other)
    }
    table[index]?.connection?.request(key, &context)
    touch(index)
    return true
  }

  /// A relay has no slot for a peer, contrary to our count: another of the owner's relays may have
  /// one.
  mutating func refused(_ key: DHTPublicKey, at index: Int, _ context: inout NodeContext) {
    table[index]?.isRefusing = true
    peers[key]?.own.removeAll { $0 == index }
    requestOwnSlots(for: key, &context)
  }

  /// A slot of one of the owner's relays is free, or nearly so: a peer may have waited for it.
  private mutating func passOn(_ index: Int, _ context: inout NodeContext) {
    guard let waiting = peers.inOrder.first(where: { rank(of: $0) == .first }) else { return }
    _ = self.requestOwnSlot(waiting, at: index, &context)
  }

  private func isFull(_ index: Int, _ limits: Limits) -> Bool {
    guard let relay = table[index] else { return true }
    return relay.isRefusing || (relay.connection?.routes.count ?? 0) >= limits.relaySlots
  }

  /// A peer with a slot that needs it less: one that is reached directly; or, for a peer without
  /// any slot, one that has several.
  private func lessNeedy(than key: DHTPublicKey, at index: Int) -> DHTPublicKey? {
    guard let rank = rank(of: key), rank != .last,
      let holders = table[index]?.connection?.routes.slotHolders
    else { return nil }
    if let direct = holders.first(where: { peers[$0]?.isDirect == true }) { return direct }
    guard rank == .first else { return nil }
    return holders.first { (peers[$0]?.own.count ?? 0) > 1 }
  }

  private mutating func withdraw(
    _ key: DHTPublicKey, at index: Int, _ context: inout NodeContext
  ) {
    table[index]?.connection?.withdraw(key, &context)
    table[index]?.isRefusing = false
    touch(index)
  }
}
