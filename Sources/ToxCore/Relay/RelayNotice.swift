import ToxWire

/// What the relays have to say to the rest of the node.
enum RelayNotice: Hashable {
  /// These are the relays that we are connected to now, the owner's first.
  case connected([RelayNode])
  /// The peer that we want is now, or is no more, connected to a relay where it asked for us too:
  /// what is sent to it arrives unless a relay drops it.
  case peer(DHTPublicKey, isReachable: Bool)
  /// A relay knows now that we want this peer: should the peer be there, it gets what is sent to it
  /// out of band, whether or not it asked for us.
  case asked(for: DHTPublicKey)
  /// A packet from that DHT key, as a datagram would hold it. From a key that is not wanted only
  /// cookie requests and handshakes come.
  case received([UInt8], from: DHTPublicKey)
  /// What came back for a `RelayOnionRequest` over that relay.
  case onionResponse(OnionResponsePayload)
}
