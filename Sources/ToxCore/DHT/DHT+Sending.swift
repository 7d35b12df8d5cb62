import ToxCrypto
import ToxWire

extension NodeContext {
  /// Opens a request to us; nil, and counted, where that cannot be done.
  mutating func open<Received: DHTPacket>(
    request packet: Received, from source: Endpoint
  ) -> Received.Payload? {
    guard isForeign(packet),
      let key = sharedKey(withRequester: packet.sender, at: source)
    else { return nil }
    return open(packet, key)
  }

  /// Opens an answer to us; nil, and counted, where that cannot be done.
  mutating func open<Received: DHTPacket>(answer packet: Received) -> Received.Payload? {
    guard isForeign(packet), let key = sharedKey(withAnswerer: packet.sender) else { return nil }
    return open(packet, key)
  }

  private mutating func isForeign(_ packet: some DHTPacket) -> Bool {
    guard packet.sender != dht.publicKey else {
      drops.count(.fromOurselves)
      return false
    }
    return true
  }

  private mutating func open<Received: DHTPacket>(
    _ packet: Received, _ key: BoxKey
  ) -> Received.Payload? {
    guard let payload = key.open(packet.payload, nonce: packet.nonce, as: Received.Payload.self)
    else {
      drops.count(.undecryptable)
      return nil
    }
    return payload
  }

  /// Seals a payload for a DHT node and sends it.
  mutating func transmit<Sent: DHTPacket>(
    _ payload: Sent.Payload, as _: Sent.Type, to peer: DHTPublicKey, at endpoint: Endpoint
  ) {
    guard let key = sharedKey(with: peer) else { return }
    let nonce = entropy.nonce()
    outputs.transmit(
      Sent(
        sender: dht.publicKey, nonce: nonce, payload: key.seal(payload, nonce: nonce)),
      to: endpoint)
  }
}

extension DHT {
  mutating func sendPing(
    to peer: DHTPublicKey, at endpoint: Endpoint, _ context: inout NodeContext
  ) {
    let id = requests.enterPing(
      to: peer, at: endpoint, entropy: &context.entropy, now: context.now)
    markPinged(peer, at: endpoint, now: context.now)
    context.transmit(
      PingRequest.Payload(id: id), as: PingRequest.self, to: peer, at: endpoint)
  }

  /// Asks a node for the nodes that it knows nearest to `target`.
  mutating func sendNodesRequest(
    for target: DHTPublicKey, to peer: DHTPublicKey, at endpoint: Endpoint,
    _ context: inout NodeContext
  ) {
    let id = requests.enterNodesRequest(
      RequestTable.Request(peer: peer, endpoint: endpoint, target: target),
      entropy: &context.entropy, now: context.now)
    markPinged(peer, at: endpoint, now: context.now)
    context.transmit(
      NodesRequest.Payload(target: target, id: id), as: NodesRequest.self, to: peer, at: endpoint)
  }

  /// A node may be in many lists; one request counts for all of them.
  private mutating func markPinged(_ peer: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    for index in lookups.indices { lookups[index].pinged(peer, at: endpoint, now: now) }
    if rollCall.isOpen, closeList[peer] != nil { rollCall.asked(peer, at: endpoint, now: now) }
  }
}
