import ToxCrypto
import ToxWire

/// How two contacts learn each other's DHT keys and addresses.
///
/// - Spec: "DHT Public Key Packet"
extension Friends {
  /// A DHT search takes a moment to find nodes over which a request can go.
  static let dhtKeyDelay = Interval.seconds(2)
  private static let dhtKeyInterval = Interval.seconds(20)
  private static let onionKeySeconds: UInt64 = 30
  private static let onionKeyInterval = Interval.seconds(Int64(onionKeySeconds))

  // MARK: From the other machines

  /// The onion can send to the contact now: tell it our DHT key, and ask again.
  mutating func onionFound(
    _ id: FriendID, directory: some NodeDirectory, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id), friends[index].link == nil else { return }
    friends[index].onionKeyDueAt = context.now.monotonic
    announceKeyWhereDue(to: index, directory: directory, &context)
    requestSoon(index, sessions: &sessions, &context)
    schedule(index, &context)
  }

  /// A DHT request 0x9c came: the bytes behind the id.
  mutating func receiveDHTKeyRequest(
    _ bytes: [UInt8], from sender: DHTPublicKey, _ context: inout NodeContext
  ) {
    guard let request = try? SealedDHTKeyPacket(decoding: bytes) else {
      return context.drops.count(.malformed)
    }
    guard let index = friends.index(of: request.sender) else {
      return context.drops.count(.notAContact)
    }
    guard
      let packet: DHTKeyPacket = boxKey(of: index, context)?.open(
        request.sealed, nonce: request.nonce)
    else { return context.drops.count(.undecryptable) }
    guard packet.key == sender else { return context.drops.count(.malformed) }
    receive(packet, from: request.sender, &context)
  }

  /// The contact's DHT key itself answered from this address.
  mutating func dhtFound(
    _ id: FriendID, dhtKey: DHTPublicKey, at endpoint: Endpoint, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id), let whereabouts = friends[index].whereabouts,
      whereabouts.dhtKey == dhtKey,
      whereabouts.endpoint != endpoint
    else { return }
    friends[index].updateWhereabouts {
      $0.endpoint = endpoint
      $0.failures = 0
      $0.attemptAt = context.now.monotonic
    }
    if let session = friends[index].session { notify(.setEndpoint(session, endpoint)) }
    connectIfReady(index, now: context.now)
    schedule(index, &context)
  }

  /// Relays reach the contact's DHT key, or do no longer.
  mutating func relaysReach(
    _ id: FriendID, dhtKey: DHTPublicKey, isReachable: Bool, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id), let whereabouts = friends[index].whereabouts,
      whereabouts.dhtKey == dhtKey, isReachable || whereabouts.isRelayed
    else { return }
    friends[index].updateWhereabouts {
      $0.isRelayed = isReachable
      guard isReachable else { return }
      $0.failures = 0
      $0.attemptAt = context.now.monotonic
    }
    if let session = friends[index].session, whereabouts.isRelayed != isReachable {
      notify(.setRelayed(session, isReachable))
    }
    connectIfReady(index, now: context.now)
    schedule(index, &context)
  }

  /// Relays know that we want the contact's DHT key. A contact that has just restarted does not
  /// know our DHT key, and can't ask for it: we try nevertheless, since it may well be there.
  mutating func relaysAsked(
    for id: FriendID, _ dhtKey: DHTPublicKey, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id),
      case .reachable(let whereabouts) = friends[index].state,
      whereabouts.dhtKey == dhtKey, !whereabouts.isWithinReach
    else { return }
    friends[index].updateWhereabouts { $0.isRelayed = true }
    connectIfReady(index, now: context.now)
    schedule(index, &context)
  }

  /// A DHT-key packet came, through the onion or the DHT; its sender is authentic.
  mutating func receive(
    _ packet: DHTKeyPacket, from key: LongTermPublicKey, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: key) else {
      strangers.note(packet, from: key, now: context.now)
      return context.drops.count(.notAContact)
    }
    guard packet.noReplay > friends[index].lastNoReplay else {
      return context.drops.count(.duplicate)
    }
    guard packet.key.isPlausible, packet.key != context.dht.publicKey else {
      return context.drops.count(.malformed)
    }
    friends[index].lastNoReplay = packet.noReplay
    let hints = packet.nodes.filter { $0.address.transport == .udp }
    learn(packet.key, at: nil, hints: hints, of: index, &context)
    noteRelays(packet.nodes.filter { $0.address.transport == .tcp }, of: index)
    schedule(index, &context)
  }

  // MARK: The contact's whereabouts

  /// The contact proved that this is its DHT key now.
  mutating func learn(
    _ dhtKey: DHTPublicKey, at endpoint: Endpoint?, hints: [PackedNode], of index: Int,
    _ context: inout NodeContext
  ) {
    let id = friends[index].id
    if let whereabouts = friends[index].whereabouts, whereabouts.dhtKey == dhtKey {
      friends[index].updateWhereabouts { $0.heardAt = context.now.monotonic }
      if !hints.isEmpty { notify(.addDHTHints(id, hints)) }
      if let endpoint { dhtFound(id, dhtKey: dhtKey, at: endpoint, &context) }
    } else {
      leaveSession(of: index, &context)
      replaceWhereabouts(
        of: index, with: Whereabouts(dhtKey, at: endpoint, now: context.now), hints,
        now: context.now)
    }
    connectIfReady(index, now: context.now)
  }

  /// The contact said at which relays it can be reached.
  mutating func noteRelays(_ relays: [PackedNode], of index: Int) {
    guard !relays.isEmpty else { return }
    friends[index].sharedRelays = relays
    notify(.useRelays(friends[index].id, relays))
  }

  /// Drops the search for an older DHT key and starts that for a new one.
  mutating func replaceWhereabouts(
    of index: Int, with whereabouts: Whereabouts, _ hints: [PackedNode] = [], now: Now
  ) {
    let id = friends[index].id
    if friends[index].whereabouts != nil { notify(.stopDHTSearch(id)) }
    friends[index].state = .reachable(whereabouts)
    friends[index].dhtKeyDueAt = now.monotonic + Self.dhtKeyDelay
    notify(.searchDHT(id, whereabouts.dhtKey, hints: hints))
    // A contact that comes back under another key most often keeps its relays.
    let relays = friends[index].sharedRelays
    if !relays.isEmpty { notify(.useRelays(id, relays)) }
  }

  /// Opens a session where there is a route to the contact and no pause.
  mutating func connectIfReady(_ index: Int, now: Now) {
    guard case .reachable(let whereabouts) = friends[index].state,
      whereabouts.isWithinReach, whereabouts.attemptAt <= now.monotonic
    else { return }
    let friend = friends[index]
    friends[index].state = .connecting(whereabouts, nil)
    notify(.openSession(friend.id, friend.key, whereabouts.dhtKey, whereabouts.endpoint))
  }

  /// No DHT-key packet for too long: back to the onion.
  mutating func forgetWhereabouts(of index: Int) {
    closeSession(of: index)
    let id = friends[index].id
    friends[index].state = .searching
    friends[index].dhtKeyDueAt = nil
    notify(.stopDHTSearch(id))
    notify(.restartOnionSearch(id))
  }

  // MARK: Our DHT key

  /// Tells the contact our DHT key over each route over which that is due.
  mutating func announceKeyWhereDue(
    to index: Int, directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    let id = friends[index].id
    if let dueAt = friends[index].onionKeyDueAt, dueAt <= context.now.monotonic {
      friends[index].onionKeyDueAt = context.now.monotonic + Self.onionKeyInterval
      notify(.sendOnion(id, ownKeyPacket(directory: directory, context).encoded()))
    }
    if let dueAt = friends[index].dhtKeyDueAt, dueAt <= context.now.monotonic {
      friends[index].dhtKeyDueAt = context.now.monotonic + Self.dhtKeyInterval
      guard let boxKey = boxKey(of: index, context) else { return }
      let nonce = context.entropy.nonce()
      let request = SealedDHTKeyPacket(
        sender: context.longTerm.publicKey, nonce: nonce,
        sealed: boxKey.seal(ownKeyPacket(directory: directory, context), nonce: nonce))
      notify(.sendDHTRequest(id, request.encoded()))
    }
  }

  private func ownKeyPacket(
    directory: some NodeDirectory, _ context: borrowing NodeContext
  ) -> DHTKeyPacket {
    let dhtKey = context.dht.publicKey
    let relays = Self.relaysOfTheMoment(context.relaysToTell, now: context.now)
    let nodes = directory.closestNodes(
      to: dhtKey.bytes32, limit: DHTKeyPacket.nodesMax - relays.count, forLANPeer: true,
      now: context.now)
    return DHTKeyPacket(noReplay: context.now.unixSeconds, key: dhtKey, nodes: relays + nodes)
  }

  /// Two of our relays, in the next packet the next two: a contact must also learn of others than
  /// one that keeps its connections but carries nothing.
  private static func relaysOfTheMoment(_ relays: [PackedNode], now: Now) -> [PackedNode] {
    guard relays.count > DHTKeyPacket.relaysMax else { return relays }
    let round = Int(now.unixSeconds / onionKeySeconds % UInt64(relays.count))
    return (0..<DHTKeyPacket.relaysMax).map {
      relays[(round * DHTKeyPacket.relaysMax + $0) % relays.count]
    }
  }

  /// X25519 once for each contact that needs it.
  private mutating func boxKey(of index: Int, _ context: borrowing NodeContext) -> BoxKey? {
    if let boxKey = friends[index].boxKey { return boxKey }
    friends[index].boxKey = BoxKey(friends[index].key, context.longTerm.secretKey)
    return friends[index].boxKey
  }
}
