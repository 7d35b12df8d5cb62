import ToxWire

/// A way to a peer, as far as a session cares.
enum Route: Hashable, Sendable {
  /// A datagram to, or from, this address.
  case direct(Endpoint)
  /// Through any TCP relay that reaches this DHT key; the relays know which.
  case relayed(DHTPublicKey)

  /// The address, where there is one.
  var endpoint: Endpoint? {
    if case .direct(let endpoint) = self { endpoint } else { nil }
  }
}

extension Route: RequestSource {
  var network: SourceNetwork {
    switch self {
    case .direct(let endpoint): endpoint.network
    case .relayed(let key): SourceNetwork(relayed: key)
    }
  }
}
