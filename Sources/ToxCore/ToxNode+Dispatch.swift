import ToxWire

/// From the first byte to the sub-machine.
extension ToxNode {
  /// Nil, and counted, for bytes that are no packet.
  mutating func decode(_ bytes: Span<UInt8>) -> Datagram? {
    do throws(WireError) {
      return try Datagram(decoding: bytes)
    } catch {
      context.drops.count(Drop(error))
      return nil
    }
  }

  mutating func dispatch(_ datagram: Datagram, from source: Endpoint) {
    switch datagram {
    case .pingRequest(let packet): dht.receive(packet, from: source, &context)
    case .pingResponse(let packet): dht.receive(packet, from: source, &context)
    case .nodesRequest(let packet): dht.receive(packet, from: source, &context)
    case .nodesResponse(let packet): dht.receive(packet, from: source, &context)
    case .dhtRequest(let packet): dht.receive(packet, from: source, &context)
    case .lanDiscovery(let packet): dht.receive(packet, from: source, &context)
    case .bootstrapInfoRequest(let packet): dht.receive(packet, from: source, &context)
    case .cookieRequest, .cookieResponse, .handshake:
      dispatchOpening(datagram, on: .direct(source))
    case .sessionData: break
    case .onionRequest0(let packet): onionRelay.receive(packet, from: source, &context)
    case .onionRequest1(let packet): onionRelay.receive(packet, from: source, &context)
    case .onionRequest2(let packet): onionRelay.receive(packet, from: source, &context)
    case .onionResponse3(let packet): onionRelay.receive(packet, from: source, &context)
    case .onionResponse2(let packet): onionRelay.receive(packet, from: source, &context)
    case .onionResponse1(let packet):
      if let client = onionRelay.receive(packet, from: source, &context) {
        relayServer?.send(packet.payload, to: client, &context)
      }
    case .announceRequest(let packet):
      announcements.receive(packet, from: source, directory: dht, &context)
    case .extendedAnnounceRequest(let packet):
      announcements.receive(packet, from: source, directory: dht, &context)
    case .onionDataRequest(let packet):
      announcements.receive(packet, from: source, &context)
    case .announceResponse(let packet): onion.receive(packet, directory: dht, &context)
    case .extendedAnnounceResponse(let packet): onion.receive(packet, directory: dht, &context)
    case .onionDataResponse(let packet): onion.receive(packet, &context)
    case .unserved: context.drops.count(.unsupported)
    }
  }

  /// A packet that opens a session, as a datagram or through a relay.
  mutating func dispatchOpening(_ datagram: Datagram, on route: Route) {
    switch datagram {
    case .cookieRequest(let packet): sessions.receive(packet, from: route, &context)
    case .cookieResponse(let packet): sessions.receive(packet, from: route, &context)
    case .handshake(let packet):
      sessions.receive(packet, from: route, contacts: friends, &context)
    default: context.drops.count(.unsupported)
    }
  }

  mutating func fire(_ timer: NodeTimer) {
    switch timer {
    case .dht, .natPing, .lanDiscovery: dht.timerFired(timer, &context)
    case .onionAnnounce, .onionWatch, .onionSearch, .onionSearchTurn:
      onion.timerFired(timer, directory: dht, &context)
    case .relayServer, .relayPause, .relayBlocked:
      relayServer?.timerFired(timer, &context)
    case .session(let id): sessions.timerFired(id, bulk: &files, &context)
    case .friend(let id): friends.timerFired(id, directory: dht, sessions: &sessions, &context)
    case .friendRequest(let id):
      friends.requestTimerFired(id, sessions: &sessions, &context)
    case .waitingRequests: friends.waitingRequestTimerFired(&context)
    case .relays, .relay: relays.timerFired(timer, &context)
    }
  }
}
