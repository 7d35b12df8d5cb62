import ToxWire

/// A contact's session, from its opening to its end.
extension Friends {
  /// The answer to `.openSession`; nil: there can be none.
  mutating func sessionOpened(
    _ session: SessionID?, for id: FriendID, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id),
      case .connecting(let whereabouts, let older) = friends[index].state
    else {
      // The contact's handshake may have come before the answer.
      if let session, !friends.isBound(session) { notify(.closeSession(session)) }
      return
    }
    guard let session else {
      standDown(index, isReplaced: false, &context)
      return schedule(index, &context)
    }
    if let older { friends.unbind(older) }
    friends[index].state = .connecting(whereabouts, session)
    friends.bind(session, to: id)
    if whereabouts.isRelayed { notify(.setRelayed(session, true)) }
  }

  /// A handshake made a session that we did not open.
  mutating func sessionIncoming(
    _ session: SessionID, from key: LongTermPublicKey, dhtKey: DHTPublicKey, isRelayed: Bool,
    _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: key) else {
      context.drops.count(.notAContact)
      return notify(.closeSession(session))
    }
    if friends[index].session != session { leaveSession(of: index, &context) }
    var whereabouts = friends[index].whereabouts ?? Whereabouts(dhtKey, now: context.now)
    if whereabouts.dhtKey != dhtKey { whereabouts = Whereabouts(dhtKey, now: context.now) }
    if isRelayed { whereabouts.isRelayed = true }
    whereabouts.heardAt = context.now.monotonic
    if friends[index].whereabouts?.dhtKey != dhtKey {
      replaceWhereabouts(of: index, with: whereabouts, now: context.now)
    }
    friends[index].state = .connecting(whereabouts, session)
    friends.bind(session, to: friends[index].id)
    if whereabouts.isRelayed { notify(.setRelayed(session, true)) }
    schedule(index, &context)
  }

  /// Data may be sent: say ONLINE at once, and nothing else before the contact says it too.
  mutating func sessionEstablished(
    _ session: SessionID, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: session),
      case .connecting(var whereabouts, session) = friends[index].state
    else { return notify(.closeSession(session)) }
    whereabouts.heardAt = context.now.monotonic
    let link = FriendLink(
      session, whereabouts: whereabouts, limits: context.limits, now: context.now)
    friends[index].state = .established(link)
    friends[index].onionKeyDueAt = nil
    friends[index].dhtKeyDueAt = nil
    notify(.stopOnionSearch(friends[index].id))
    notify(.restDHTSearch(friends[index].id))
    link.greeting = try? sessions.send(Online().encoded(), on: session, &context)
    schedule(index, &context)
  }

  /// The session ended, by the peer or by a timeout: try again at once, or after a pause where that
  /// would only repeat itself.
  mutating func sessionClosed(
    _ session: SessionID, end: SessionEnd, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: session) else { return }
    friends.unbind(session)
    standDown(index, isReplaced: end == .replaced, &context)
    connectIfReady(index, now: context.now)
    schedule(index, &context)
  }

  /// A cookie or handshake showed another DHT key than the one that we knew.
  mutating func dhtKeyChanged(
    of key: LongTermPublicKey, to dhtKey: DHTPublicKey, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: key) else { return }
    learn(dhtKey, at: nil, hints: [], of: index, &context)
    schedule(index, &context)
  }

  /// The contact is reached at another address, and proved that it is there.
  mutating func sessionMoved(
    _ session: SessionID, to endpoint: Endpoint, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: session) else { return }
    friends[index].updateWhereabouts { $0.endpoint = endpoint }
    rememberAddress(of: index, &context)
  }

  // MARK: Leaving

  /// Closes the contact's session, made or half made, for a reason of ours.
  mutating func leaveSession(of index: Int, _ context: inout NodeContext) {
    closeSession(of: index)
    standDown(index, isReplaced: false, &context)
  }

  /// Asks the sessions to close the contact's, and no longer listens to it.
  mutating func closeSession(of index: Int) {
    guard let session = friends[index].session else { return }
    friends.unbind(session)
    notify(.closeSession(session))
  }

  /// From a state with a session back to `reachable`.
  ///
  /// - Parameter isReplaced: the contact comes back by itself, so no attempt of ours is due.
  private mutating func standDown(
    _ index: Int, isReplaced: Bool, _ context: inout NodeContext
  ) {
    switch friends[index].state {
    case .searching, .reachable: break
    case .connecting(var whereabouts, _):
      whereabouts.pauseAfterFailure(now: context.now)
      friends[index].state = .reachable(whereabouts)
    case .established(let link), .arriving(let link, _), .online(let link):
      if friends[index].isOnline { context.outputs.event(.friendOffline(friends[index].id)) }
      friends[index].state = .reachable(
        link.whereaboutsAfterwards(isReplaced: isReplaced, now: context.now))
      friends[index].lastNoReplay = 0
      friends[index].dhtKeyDueAt = context.now.monotonic + Self.dhtKeyDelay
      notify(.resumeDHTSearch(friends[index].id))
      notify(.searchOnion(friends[index].id, friends[index].key, isAwaited: true))
    }
  }
}
