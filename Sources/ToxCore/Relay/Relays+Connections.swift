import ToxCrypto
import ToxWire

/// Which relays the node is connected to, and when it tries again.
extension Relays {
  /// Connects to a relay that the owner named, and keeps the connection.
  mutating func add(_ relay: RelayNode, _ context: inout NodeContext) {
    guard relay.key != context.dht.publicKey, relay.address.isPlausible else { return }
    guard isOwn(relay.key) || ownCount < context.limits.ownRelays else { return }
    let index = table.index(of: relay.key) ?? table.insert(KnownRelay(relay.key))
    table[index]?.ownAddress = relay.address
    if let endpoint = relay.address.endpoint { ownerNamed(endpoint) }
    needChanged(index, now: context.now)
    if table[index]?.isConfirmed == true {
      for key in peers.inOrder { requestOwnSlots(for: key, &context) }
      notify(.connected(connected))
    }
    maintain(&context)
  }

  private var ownCount: Int { table.indices.count { table[$0]?.isOwn == true } }

  /// A relay became needed, or ceased to be.
  mutating func needChanged(_ index: Int, now: Now) {
    guard let relay = table[index] else { return }
    if relay.isNeeded {
      table[index]?.idleSince = nil
    } else if relay.connection != nil, relay.idleSince == nil {
      table[index]?.idleSince = now.monotonic
    }
  }

  /// Connects to relays that are needed and due, closes connections that have not been needed for
  /// long, forgets relays that are no longer named, and sets the timer for the rest.
  mutating func maintain(_ context: inout NodeContext) {
    var next = Instant.distantFuture
    for index in table.indices {
      if let due = maintain(index, &context) { next = min(next, due) }
    }
    if next < .distantFuture {
      context.timers.set(.relays, at: next)
    } else {
      context.timers.cancel(.relays)
    }
  }

  /// - Returns: when the relay is to be looked at again.
  private mutating func maintain(_ index: Int, _ context: inout NodeContext) -> Instant? {
    guard let relay = table[index] else { return nil }
    guard relay.connection != nil else {
      if relay.isNeeded { return connect(index, &context) }
      if relay.users.isEmpty { table.remove(index) }
      return nil
    }
    guard let idleSince = relay.idleSince else { return nil }
    let due = idleSince + KnownRelay.idleTimeout
    guard due <= context.now.monotonic else { return due }
    closeUnneeded(index, &context)
    return nil
  }
}

// MARK: One connection

extension Relays {
  /// Connects to a relay without a connection, as soon as its pause and the limits allow it.
  ///
  /// - Returns: when to try again.
  private mutating func connect(_ index: Int, _ context: inout NodeContext) -> Instant? {
    guard let relay = table[index], let address = relay.nextAddress else { return nil }
    guard relay.retryAt <= context.now.monotonic else { return relay.retryAt }
    if !relay.isOwn {
      let attemptAt = attempts.availableAt(context.now.monotonic)
      guard attemptAt <= context.now.monotonic else { return attemptAt }
      // Each end of a connection looks again.
      guard hasRoom(for: index, &context) else { return nil }
      _ = attempts.take(context.now.monotonic)
    }
    if strangerPackets == nil {
      strangerPackets = FairBudget(context.limits.relayStrangerPackets, &context.entropy)
    }
    let connection = RelayConnection(takeLink(), to: relay.key, at: address, &context)
    table.link(connection.link, to: index)
    table[index]?.connecting(connection, to: address)
    return nil
  }

  /// Whether one more connection to a contact's relay is allowed: under the limit; or in place of a
  /// connection that no peer depends on, where this relay is some peer's only one. So a peer that
  /// names many relays does not keep others from their first.
  private mutating func hasRoom(for index: Int, _ context: inout NodeContext) -> Bool {
    let foreign = table.indices.filter {
      table[$0]?.isOwn == false && table[$0]?.connection != nil
    }
    guard foreign.count >= context.limits.relayConnections else { return true }
    guard isOnlyHope(index), let spare = foreign.first(where: isSpare) else { return false }
    closeUnneeded(spare, &context)
    return true
  }

  /// Whether a peer that is not reached directly has no connection to any of its relays.
  private func isOnlyHope(_ index: Int) -> Bool {
    peers(at: index).contains { !hasConnection($0, besides: index) }
  }

  /// Whether every peer that needs this relay has another, and none is online here.
  private func isSpare(_ index: Int) -> Bool {
    peers(at: index).allSatisfy {
      hasConnection($0, besides: index)
        && table[index]?.connection?.routes.onlineSlot(of: $0) == nil
    }
  }

  /// The peers that named a relay and are not reached directly.
  private func peers(at index: Int) -> [DHTPublicKey] {
    table[index]?.users.map(\.peer).filter { peers[$0]?.isDirect == false } ?? []
  }

  private func hasConnection(_ key: DHTPublicKey, besides index: Int) -> Bool {
    guard let peer = peers[key] else { return false }
    return peer.indices.contains {
      $0 != index && table[$0]?.connection != nil
    }
  }

  /// The relay proved its key: asks it for every peer that may be there, first for those that are
  /// not reached otherwise.
  mutating func confirmed(_ index: Int, _ context: inout NodeContext) {
    table[index]?.confirmed(now: context.now)
    let connected = connected
    notify(.connected(connected))
    if connected.count == 1 { hurryOwnRelays(&context) }
    guard let relay = table[index] else { return }
    for rank in SlotRank.allCases {
      // Where one gets no slot, no other of its rank does.
      for user in relay.users where self.rank(of: user.peer) == rank {
        guard request(user.peer, at: index, &context) else { break }
      }
      guard relay.isOwn else { continue }
      for key in peers.inOrder where self.rank(of: key) == rank {
        guard self.requestOwnSlot(key, at: index, &context) else { break }
      }
    }
  }

  /// The first relay is connected after a while without any: the others may work again too.
  private mutating func hurryOwnRelays(_ context: inout NodeContext) {
    for index in table.indices where table[index]?.isOwn == true {
      table[index]?.hurry(&context.entropy, now: context.now)
    }
    maintain(&context)
  }

  /// Sees to what follows from the end of a connection.
  mutating func endIfClosed(_ index: Int, _ context: inout NodeContext) {
    guard let connection = table[index]?.connection, connection.isClosed else { return }
    table[index]?.failed(&context.entropy, now: context.now)
    forget(connection, at: index, &context)
    maintain(&context)
  }

  /// Closes a connection that is not needed.
  private mutating func closeUnneeded(_ index: Int, _ context: inout NodeContext) {
    table[index]?.connection?.close(&context)
    guard let connection = table[index]?.connection else { return }
    table[index]?.closedByUs()
    forget(connection, at: index, &context)
    if table[index]?.users.isEmpty == true { table.remove(index) }
  }

  /// Peers that were online there no longer are; those that were asked for at one of the owner's
  /// relays are asked for at another.
  private mutating func forget(
    _ connection: RelayConnection, at index: Int, _ context: inout NodeContext
  ) {
    table.unlink(connection.link)
    if table[index]?.wasConfirmed == true { notify(.connected(connected)) }
    for key in connection.routes.slotHolders { reachabilityChanged(of: key) }
    guard table[index]?.isOwn == true else { return }
    for key in peers.inOrder where peers[key]?.own.contains(index) == true {
      peers[key]?.own.removeAll { $0 == index }
      requestOwnSlots(for: key, &context)
    }
  }
}
