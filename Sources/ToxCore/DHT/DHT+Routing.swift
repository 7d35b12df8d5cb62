import ToxCrypto
import ToxWire

/// DHT requests: packets that reach a node over nodes that know its address.
extension DHT {
  mutating func receive(
    _ packet: DHTRequest, from endpoint: Endpoint, _ context: inout NodeContext
  ) {
    guard packet.sender != context.dht.publicKey else {
      context.drops.count(.fromOurselves)
      return
    }
    guard packet.destination == context.dht.publicKey else {
      forward(packet, from: endpoint, &context)
      return
    }
    guard let key = context.sharedKey(withRequester: packet.sender, at: endpoint) else {
      return
    }
    guard let plaintext = key.open(packet.data, nonce: packet.nonce) else {
      context.drops.count(.undecryptable)
      return
    }
    do throws(WireError) {
      switch try DHTRequestData(decoding: plaintext) {
      case .dhtKey(let bytes): notify(.dhtKeyRequest(sender: packet.sender, bytes))
      case .natPing(let ping): receive(ping, from: packet.sender, &context)
      }
    } catch {
      context.drops.count(error == .kind ? .unsupported : .malformed)
    }
  }

  /// Passes a packet on, unchanged, to a node of the close list; other nodes we do not know well
  /// enough.
  private mutating func forward(
    _ packet: DHTRequest, from source: Endpoint, _ context: inout NodeContext
  ) {
    guard let node = closeList[packet.destination],
      let endpoint = node.endpoint(context.now) ?? node.associations.last?.endpoint
    else {
      context.drops.count(.unroutable)
      return
    }
    guard forwards.take(for: source, now: context.now) else {
      context.drops.count(.overLimit)
      return
    }
    context.outputs.transmit(packet, to: endpoint)
  }

  /// Sends data to a searched key: directly, where it answers us; otherwise over every node that
  /// reported an address for it.
  ///
  /// - Returns: false where no way is known.
  mutating func send(
    _ data: DHTRequestData, to id: DHTSearchID, _ context: inout NodeContext
  ) -> Bool {
    guard let index = lookup(of: id) else { return false }
    let routes = routes(of: index, now: context.now)
    transmit(data, to: lookups[index].key, over: routes, &context)
    return !routes.isEmpty
  }

  /// Where packets for a searched key go.
  func routes(of index: Int, now: Now) -> [Endpoint] {
    let lookup = lookups[index]
    if let direct = lookup.nodes[lookup.key]?.endpoint(now) { return [direct] }
    return lookup.nodes.nodes.compactMap { node in
      let hasReported =
        node.report(isIPv4: true, now) != nil || node.report(isIPv4: false, now) != nil
      return hasReported ? node.endpoint(now) : nil
    }
  }

  /// One packet, the same over each route.
  func transmit(
    _ data: DHTRequestData, to peer: DHTPublicKey, over routes: [Endpoint],
    _ context: inout NodeContext
  ) {
    guard !routes.isEmpty, let key = context.sharedKey(with: peer) else { return }
    let nonce = context.entropy.nonce()
    let packet = DHTRequest(
      destination: peer, sender: context.dht.publicKey, nonce: nonce,
      data: key.seal(data, nonce: nonce))
    for route in routes { context.outputs.transmit(packet, to: route) }
  }
}
