import ToxWire

/// What the relays have to say to the rest of the node.
enum RelayNotice: Hashable {
  /// These are the relays that we are connected to now, the owner's first.
  case connected([RelayNode])
  /// Whether the peer that we want is connected to a relay where it asked for us too: then what is
  /// sent to it arrives unless a relay drops it.
  case peer(DHTPublicKey, isReachable: Bool)
  /// A relay has registered that we want this peer: if the peer is there, it gets out-of-band
  /// packets, whether or not it asked for us.
  case asked(for: DHTPublicKey)
  /// A packet from that DHT key, as a datagram would hold it. From a key that is not wanted only
  /// cookie requests and handshakes come.
  case received([UInt8], from: DHTPublicKey)
  /// What came back for a `RelayOnionRequest` over that relay.
  case onionResponse(OnionResponsePayload)
}
