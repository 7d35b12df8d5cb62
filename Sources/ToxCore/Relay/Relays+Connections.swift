import ToxCrypto
import ToxWire

/// Which relays the node is connected to, and when it tries again.
extension Relays {
  /// Connects to a relay that the owner named, and keeps to it.
  mutating func add(_ relay: RelayNode, _ context: inout NodeContext) {
    guard relay.key != context.dht.publicKey, relay.address.isPlausible else { return }
    guard isOwn(relay.key) || ownCount < context.limits.ownRelays else { return }
    let place = table.place(of: relay.key) ?? table.insert(KnownRelay(relay.key))
    table[place]?.ownAddress = relay.address
    if let endpoint = relay.address.endpoint { ownerNamed(endpoint) }
    needChanged(place, now: context.now)
    if table[place]?.isConfirmed == true {
      for key in peerKeys { placeAtOwnRelays(key, &context) }
      notices.append(.connected(connected))
    }
    maintain(&context)
  }

  /// The owner named somebody at this address. Relays on the local network may be named by contacts
  /// only where the owner knows somebody there: else they could make us knock at doors that they
  /// can't see.
  mutating func ownerNamed(_ endpoint: Endpoint) {
    if endpoint.address.isLAN { takesLAN = true }
  }

  private var ownCount: Int { table.places.count { table[$0]?.isOwn == true } }

  /// A relay became needed, or ceased to be.
  mutating func needChanged(_ place: Int, now: Now) {
    guard let relay = table[place] else { return }
    if relay.isNeeded {
      table[place]?.idleSince = nil
    } else if relay.connection != nil, relay.idleSince == nil {
      table[place]?.idleSince = now.monotonic
    }
  }

  /// Connects to what is needed and due, closes what was long not needed, forgets what nobody names,
  /// and sets the timer for the rest.
  mutating func maintain(_ context: inout NodeContext) {
    var next = Instant.distantFuture
    for place in table.places {
      if let due = maintain(place, &context) { next = min(next, due) }
    }
    if next < .distantFuture {
      context.timers.set(.relays, at: next)
    } else {
      context.timers.cancel(.relays)
    }
  }

  /// - Returns: when the relay is to be looked at again.
  private mutating func maintain(_ place: Int, _ context: inout NodeContext) -> Instant? {
    guard let relay = table[place] else { return nil }
    guard relay.connection != nil else {
      if relay.isNeeded { return connect(place, &context) }
      if relay.users.isEmpty { table.remove(place) }
      return nil
    }
    guard let idleSince = relay.idleSince else { return nil }
    let due = idleSince + KnownRelay.idleTimeout
    guard due <= context.now.monotonic else { return due }
    rest(place, &context)
    return nil
  }
}

// MARK: One connection

extension Relays {
  /// Connects to a relay that has none, as soon as its pause and the limits let it.
  ///
  /// - Returns: when to try again.
  private mutating func connect(_ place: Int, _ context: inout NodeContext) -> Instant? {
    guard let relay = table[place], let address = relay.nextAddress else { return nil }
    guard relay.retryAt <= context.now.monotonic else { return relay.retryAt }
    if !relay.isOwn {
      let attemptAt = attempts.availableAt(context.now.monotonic)
      guard attemptAt <= context.now.monotonic else { return attemptAt }
      // Each end of a connection looks again.
      guard hasRoom(for: place, &context) else { return nil }
      _ = attempts.take(context.now.monotonic)
    }
    if strangerPackets == nil {
      strangerPackets = FairBudget(context.limits.relayStrangerPackets, &context.entropy)
    }
    let connection = RelayConnection(takeLink(), to: relay.key, at: address, &context)
    table.link(connection.link, to: place)
    table[place]?.connecting(connection, to: address)
    return nil
  }

  /// Whether one more connection to a contact's relay is allowed: under the limit, or in place of one
  /// that nobody would miss, where it is the only hope of somebody. So whoever names many relays
  /// does not keep others from their first.
  private mutating func hasRoom(for place: Int, _ context: inout NodeContext) -> Bool {
    let foreign = table.places.filter {
      table[$0]?.isOwn == false && table[$0]?.connection != nil
    }
    guard foreign.count >= context.limits.relayConnections else { return true }
    guard isOnlyHope(place), let spare = foreign.first(where: isSpare) else { return false }
    rest(spare, &context)
    return true
  }

  /// Whether a peer that is not reached directly has no connection to any of its relays.
  private func isOnlyHope(_ place: Int) -> Bool {
    peers(at: place).contains { !hasConnection($0, besides: place) }
  }

  /// Whether every peer that needs this relay has another, and none is online here.
  private func isSpare(_ place: Int) -> Bool {
    peers(at: place).allSatisfy {
      hasConnection($0, besides: place)
        && table[place]?.connection?.routes.onlineSlot(of: $0) == nil
    }
  }

  /// Who named a relay and is not reached directly.
  private func peers(at place: Int) -> [DHTPublicKey] {
    table[place]?.users.map(\.peer).filter { peers[$0]?.isDirect == false } ?? []
  }

  private func hasConnection(_ key: DHTPublicKey, besides place: Int) -> Bool {
    guard let peer = peers[key] else { return false }
    return peer.places.contains {
      $0 != place && table[$0]?.connection != nil
    }
  }

  /// The relay showed that it is who we think: asks it for every peer that may be there, those first
  /// that are not reached otherwise.
  mutating func confirmed(_ place: Int, _ context: inout NodeContext) {
    table[place]?.confirmed(now: context.now)
    let connected = connected
    notices.append(.connected(connected))
    if connected.count == 1 { hurryOwnRelays(&context) }
    guard let relay = table[place] else { return }
    for rank in SlotRank.allCases {
      // Where one gets no slot, no other of its rank does.
      for user in relay.users where self.rank(of: user.peer) == rank {
        guard request(user.peer, at: place, &context) else { break }
      }
      guard relay.isOwn else { continue }
      for key in peerKeys where self.rank(of: key) == rank {
        guard self.place(key, at: place, &context) else { break }
      }
    }
  }

  /// After nothing could be reached for a while, something can.
  private mutating func hurryOwnRelays(_ context: inout NodeContext) {
    for place in table.places where table[place]?.isOwn == true {
      table[place]?.hurry(&context.entropy, now: context.now)
    }
    maintain(&context)
  }

  /// Sees to what follows from the end of a connection.
  mutating func endIfClosed(_ place: Int, _ context: inout NodeContext) {
    guard let connection = table[place]?.connection, connection.isClosed else { return }
    table[place]?.failed(&context.entropy, now: context.now)
    forget(connection, at: place, &context)
    maintain(&context)
  }

  /// Closes a connection that nobody needs.
  private mutating func rest(_ place: Int, _ context: inout NodeContext) {
    table[place]?.connection?.close(&context)
    guard let connection = table[place]?.connection else { return }
    table[place]?.rested()
    forget(connection, at: place, &context)
    if table[place]?.users.isEmpty == true { table.remove(place) }
  }

  /// Peers that were online there are so no more; those that were asked for at one of the owner's
  /// relays are asked for at another.
  private mutating func forget(
    _ connection: RelayConnection, at place: Int, _ context: inout NodeContext
  ) {
    table.unlink(connection.link)
    if table[place]?.wasConfirmed == true { notices.append(.connected(connected)) }
    for key in connection.routes.slotHolders { reachabilityChanged(of: key) }
    guard table[place]?.isOwn == true else { return }
    for key in peerKeys where peers[key]?.own.contains(place) == true {
      peers[key]?.own.removeAll { $0 == place }
      placeAtOwnRelays(key, &context)
    }
  }
}
