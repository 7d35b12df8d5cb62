import ToxCrypto
import ToxWire

/// Carries the notices of each sub-machine to the others, until none has any.
extension ToxNode {
  mutating func route() {
    while true {
      // A goodbye leaves before its peer is let go of.
      if let notice = context.nextCarryNotice() {
        route(notice)
      } else if let notice = sessions.nextNotice() {
        route(notice)
      } else if let notice = dht.nextNotice() {
        route(notice)
      } else if let notice = onion.nextNotice() {
        route(notice)
      } else if let notice = friends.nextNotice() {
        route(notice)
      } else if let notice = files.nextNotice() {
        route(notice)
      } else if let notice = relays.nextNotice() {
        route(notice)
      } else if let notice = relayServer?.nextNotice() {
        route(notice)
      } else {
        return
      }
    }
  }

  private mutating func route(_ notice: SessionNotice) {
    switch notice {
    case .established(let id):
      friends.sessionEstablished(id, sessions: &sessions, &context)
    case .closed(let id, let end):
      files.end(id)
      friends.sessionClosed(id, end: end, &context)
    case .incoming(let id, let key, let dhtKey, let isRelayed):
      friends.sessionIncoming(id, from: key, dhtKey: dhtKey, isRelayed: isRelayed, &context)
    case .dhtKeyChanged(let key, let dhtKey):
      friends.dhtKeyChanged(of: key, to: dhtKey, &context)
    case .received(let id, let payload, let number):
      sessionReceived(id, payload: payload, number: number)
    case .acknowledged(let id, let number):
      friends.noteGreeted(id, through: number, &context)
      friends.sessionAcknowledged(id, through: number, &context)
      files.acknowledged(through: number, on: id)
    case .acknowledgementKnown(let id, let number):
      friends.sessionKnowsAcknowledgement(id, through: number, &context)
    case .routeChanged(let id): friends.sessionChangedRoute(id, &context)
    case .unheard(let key, let endpoint), .unproved(let key, let endpoint):
      dht.sendPing(to: key, at: endpoint, &context)
    case .moved(let id, let endpoint): friends.sessionMoved(id, to: endpoint, &context)
    case .directness(let key, let isDirect):
      relays.setDirect(key, isDirect: isDirect, &context)
    }
  }

  private mutating func route(_ notice: DHTNotice) {
    switch notice {
    case .found(let search, let key, let endpoint):
      guard let friend = searches.friend(of: search) else { return }
      friends.dhtFound(friend, dhtKey: key, at: endpoint, &context)
    case .answered(let key, let endpoint): sessions.proved(key, at: endpoint)
    case .connection(let isConnected):
      isJoined = isConnected
      if isConnected, isPerson { onion.start(directory: dht, &context) }
      updateStatus()
    case .newcomer: if isPerson { onion.newcomerCame(&context) }
    case .silenceChanged:
      if isPerson { onion.silenceChanged(directory: dht, &context) }
    case .dhtKeyRequest(let sender, let bytes):
      friends.receiveDHTKeyRequest(bytes, from: sender, &context)
    }
  }

  private mutating func route(_ notice: OnionNotice) {
    switch notice {
    case .announced(let isAnnounced):
      self.isAnnounced = isAnnounced
      updateStatus()
    case .announcedElsewhere: context.outputs.event(.runsElsewhere)
    case .missedAnswer: dht.askWhoIsThere(&context)
    case .found(let friend):
      friends.onionFound(friend, directory: dht, sessions: &sessions, &context)
    case .data(let key, .dhtKey(let packet)): friends.receive(packet, from: key, &context)
    case .data(let key, .friendRequest(let request)):
      friends.receive(request, from: key, &context)
    }
  }

  private mutating func route(_ notice: FriendNotice) {
    switch notice {
    case .searchOnion(let friend, let key, let isAwaited):
      onion.search(for: key, as: friend, isAwaited: isAwaited, &context)
    case .stopOnionSearch(let friend): onion.stopSearch(friend, &context)
    case .restartOnionSearch(let friend): onion.restartSearch(friend, &context)
    case .sendOnion(let friend, let bytes):
      _ = onion.send(bytes, to: friend, directory: dht, &context)
    case .searchDHT(let friend, let key, let hints):
      stopDHTSearch(friend)
      wantRelays(for: friend, key)
      guard context.outputs.usesUDP else { return }
      let search = dht.search(for: key, hints: hints, &context)
      searches.add(search, for: friend)
    case .addDHTHints(let friend, let hints):
      if let search = searches[friend] {
        dht.addHints(hints, to: search, &context)
      }
    case .stopDHTSearch(let friend): stopDHTSearch(friend)
    case .restDHTSearch(let friend):
      if let search = searches[friend] { dht.restSearch(search, &context) }
    case .resumeDHTSearch(let friend):
      if let search = searches[friend] { dht.resumeSearch(search, &context) }
    case .sendDHTRequest(let friend, let bytes):
      if let search = searches[friend] {
        _ = dht.send(.dhtKey(bytes), to: search, &context)
      }
    case .openSession(let friend, let key, let dhtKey, let endpoint):
      let id = sessions.open(to: key, dhtKey, at: endpoint, &context)
      friends.sessionOpened(id, for: friend, &context)
    case .setEndpoint(let id, let endpoint):
      sessions.setEndpoint(endpoint, of: id, &context)
    case .setRelayed(let id, let isRelayed):
      sessions.setRelayed(isRelayed, of: id, &context)
    case .useRelays(let friend, let relays): useRelays(relays, for: friend)
    case .closeSession(let id): sessions.close(id, &context)
    case .consume(let id, let number):
      sessions.consume(through: number, of: id, &context)
    case .drop(let id, let number): sessions.drop(number, of: id, &context)
    }
  }

  private mutating func route(_ notice: RelayServerNotice) {
    switch notice {
    case .onionRequest(let request, let client, let endpoint):
      onionRelay.receive(request, from: client, at: endpoint, &context)
    }
  }

  private mutating func stopDHTSearch(_ friend: FriendID) {
    releaseRelays(of: friend)
    guard let search = searches.remove(friend) else { return }
    dht.stopSearch(search, &context)
  }

  mutating func updateStatus() {
    let new: ConnectionStatus =
      switch (isJoined || !context.connectedRelays.isEmpty, isAnnounced) {
      case (false, _): .offline
      case (true, false): .joining
      case (true, true): .announced
      }
    guard new != status else { return }
    status = new
    context.outputs.event(.connection(new))
  }
}
