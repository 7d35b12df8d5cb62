import ToxWire

/// Slots: which client asked for which, what they are told, and where data goes.
extension RelayServer {
  /// A client asks for a slot to a peer. Where both have asked, both learn that they can speak.
  mutating func grant(_ peer: DHTPublicKey, to index: Int, _ context: inout NodeContext) {
    guard let client = clients[index] else { return }
    if let slot = client.routes.slot(of: peer) {
      return send(RoutingResponse(slot: slot, peer: peer), to: index, &context)
    }
    guard peer != client.key, routeCounts.mayAdd(at: client.source, context.limits),
      let slot = clients[index]?.routes.grant(peer)
    else {
      context.drops.count(.overLimit)
      return send(RoutingResponse(slot: nil, peer: peer), to: index, &context)
    }
    routeCounts.change(by: 1, at: client.source)
    send(RoutingResponse(slot: slot, peer: peer), to: index, &context)
    guard let other = clients.index(of: peer),
      let otherSlot = clients[other]?.routes.slot(of: client.key)
    else { return }
    clients[index]?.routes.setPartner(.init(index: other, slot: otherSlot), of: slot)
    clients[other]?.routes.setPartner(.init(index: index, slot: slot), of: otherSlot)
    send(ConnectNotification(slot: slot), to: index, &context)
    send(ConnectNotification(slot: otherSlot), to: other, &context)
  }

  /// A client gives a slot back.
  ///
  /// - Returns: false where it never had it.
  mutating func free(
    _ slot: RelaySlot, of index: Int, _ context: inout NodeContext
  ) -> Bool {
    guard let route = clients[index]?.routes.free(slot) else {
      context.drops.count(.unroutable)
      return false
    }
    if let client = clients[index] { routeCounts.change(by: -1, at: client.source) }
    if let partner = route.partner { part(partner, &context) }
    return true
  }

  /// Data, whose first byte is its slot: opened in the buffer, and sealed from there with the slot
  /// by which the other end knows the route.
  ///
  /// - Returns: false where the slot was not granted.
  mutating func relay(
    _ size: Int, on slot: RelaySlot, from index: Int, _ context: inout NodeContext
  ) -> Bool {
    guard let route = clients.route(slot, of: index) else {
      context.drops.count(.unroutable)
      return false
    }
    guard let partner = route.partner else {
      context.drops.count(.unroutable)
      return true
    }
    plaintext[0] = partner.slot.rawValue
    sendDroppable(size, to: partner.index, &context)
    return true
  }

  /// Tells the other ends of a client that went.
  mutating func forgetRoutes(of client: RelayClient, _ context: inout NodeContext) {
    routeCounts.change(by: -client.routes.count, at: client.source)
    for partner in client.routes.partners { part(partner, &context) }
  }

  /// The other end of a route has gone; the slot stays granted.
  private mutating func part(_ partner: ServedRoutes.Partner, _ context: inout NodeContext) {
    clients[partner.index]?.routes.setPartner(nil, of: partner.slot)
    send(DisconnectNotification(slot: partner.slot), to: partner.index, &context)
  }
}
