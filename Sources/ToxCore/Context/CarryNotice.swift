import ToxWire

/// What sessions and the onion client want the relays to carry. Unlike other notices it goes
/// through the context, since any code that sends a packet may need a relay for it.
enum CarryNotice: Hashable, Sendable {
  /// A packet of a session, for any relay that reaches the peer.
  case session([UInt8], to: DHTPublicKey)
  /// Packets to this peer seem not to arrive: use another relay from now on.
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
