import ToxCrypto
import ToxWire

/// Which relays the node is connected to, and when it tries again.
extension Relays {
  /// Connects to a relay that the owner named, and keeps to it.
  mutating func add(_ relay: PackedNode, _ context: inout NodeContext, now: Now) {
    let endpoint = relay.address.endpoint
    guard relay.key != context.dht.publicKey, endpoint.isHost else { return }
    guard isOwn(relay.key) || ownCount < context.limits.ownRelays else { return }
    let place = table.place(of: relay.key) ?? table.insert(KnownRelay(relay.key))
    table[place]?.ownEndpoint = endpoint
    if endpoint.address.isLAN { takesLAN = true }
    needChanged(place, now: now)
    if table[place]?.isConfirmed == true {
      for key in peerKeys { placeAtOwnRelays(key, &context) }
      notices.append(.connected(connected))
    }
    maintain(&context, now: now)
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
  mutating func maintain(_ context: inout NodeContext, now: Now) {
    var next = Instant.distantFuture
    for place in table.places {
      if let due = maintain(place, &context, now: now) { next = min(next, due) }
    }
    if next < .distantFuture {
      context.timers.set(.relays, at: next)
    } else {
      context.timers.cancel(.relays)
    }
  }

  /// - Returns: when the relay is to be looked at again.
  private mutating func maintain(
    _ place: Int, _ context: inout NodeContext, now: Now
  ) -> Instant? {
    guard let relay = table[place] else { return nil }
    guard relay.connection != nil else {
      if relay.isNeeded { return connect(place, &context, now: now) }
      if relay.users.isEmpty { table.remove(place) }
      return nil
    }
    guard let idleSince = relay.idleSince else { return nil }
    let due = idleSince + KnownRelay.idleTimeout
    guard due <= now.monotonic else { return due }
    rest(place, &context)
    return nil
  }
}

// MARK: One connection

extension Relays {
  /// Connects to a relay that has none, as soon as its pause and the limits let it.
  ///
  /// - Returns: when to try again.
  private mutating func connect(
    _ place: Int, _ context: inout NodeContext, now: Now
  ) -> Instant? {
    guard let relay = table[place], let endpoint = relay.nextEndpoint else { return nil }
    guard relay.retryAt <= now.monotonic else { return relay.retryAt }
    if !relay.isOwn {
      // Each end of a connection looks again.
      guard foreignConnections < context.limits.relayConnections else { return nil }
      guard attempts.take(now.monotonic) else { return attempts.availableAt(now.monotonic) }
    }
    if strangerPackets == nil {
      strangerPackets = FairBudget(context.limits.relayStrangerPackets, &context.entropy)
    }
    let connection = RelayConnection(
      takeLink(), to: relay.key, at: endpoint, &context, now: now)
    table.link(connection.link, to: place)
    table[place]?.connecting(connection, to: endpoint)
    return nil
  }

  /// Connections to relays that contacts named.
  private var foreignConnections: Int {
    table.places.count { table[$0]?.isOwn == false && table[$0]?.connection != nil }
  }

  /// The relay showed that it is who we think: asks it for every peer that may be there, those first
  /// that are not reached otherwise.
  mutating func confirmed(_ place: Int, _ context: inout NodeContext, now: Now) {
    table[place]?.confirmed(now: now)
    notices.append(.connected(connected))
    guard let relay = table[place] else { return }
    for isDirect in [false, true] {
      for user in relay.users where peers[user.peer]?.isDirect == isDirect {
        request(user.peer, at: place, &context)
      }
      guard relay.isOwn else { continue }
      for key in peerKeys where peers[key]?.isDirect == isDirect {
        placeAtOwnRelays(key, &context)
      }
    }
  }

  /// Sees to what follows from the end of a connection.
  mutating func endIfClosed(_ place: Int, _ context: inout NodeContext, now: Now) {
    guard let connection = table[place]?.connection, connection.isClosed else { return }
    table[place]?.failed(&context.entropy, now: now)
    forget(connection, place, &context)
    maintain(&context, now: now)
  }

  /// Closes a connection that nobody needs.
  private mutating func rest(_ place: Int, _ context: inout NodeContext) {
    table[place]?.connection?.close(&context)
    guard let connection = table[place]?.connection else { return }
    table[place]?.rested()
    forget(connection, place, &context)
    if table[place]?.users.isEmpty == true { table.remove(place) }
  }

  /// Peers that were online there are so no more; those that were asked for at one of the owner's
  /// relays are asked for at another.
  private mutating func forget(
    _ connection: RelayConnection, _ place: Int, _ context: inout NodeContext
  ) {
    table.unlink(connection.link)
    if connection.wasConfirmed { notices.append(.connected(connected)) }
    for key in connection.routes.peers { reachabilityChanged(of: key) }
    guard table[place]?.isOwn == true else { return }
    for key in peerKeys where peers[key]?.own.contains(place) == true {
      peers[key]?.own.removeAll { $0 == place }
      placeAtOwnRelays(key, &context)
    }
  }
}
