import ToxWire

/// What sessions and the onion client want of the relays. Unlike other notices it goes through the
/// context, since whatever sends a packet may need a relay for it.
enum CarryNotice: Hashable, Sendable {
  /// A packet of a session, to whichever relay reaches the peer.
  case session([UInt8], to: DHTPublicKey)
  /// What goes to this peer seems not to arrive: from now on over another relay.
  case changeRelay(of: DHTPublicKey)
  /// A request of ours, for the relay of that key to act on as hop A.
  case onion(RelayOnionRequest, over: DHTPublicKey)
}

extension NodeContext {
  /// Sends a packet of a session.
  mutating func transmit(_ bytes: [UInt8], on route: Route) {
    switch route {
    case .direct(let endpoint): outputs.transmit(bytes, to: endpoint)
    case .relayed(let peer): notify(.session(bytes, to: peer))
    }
  }
}
