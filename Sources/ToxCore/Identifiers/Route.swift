import ToxWire

/// A way to a peer, as far as a session cares.
enum Route: Hashable, Sendable {
  /// A datagram to, or from, this address.
  case direct(Endpoint)
  /// Through whichever TCP relay reaches this DHT key. Which one that is, the relays know.
  case relayed(DHTPublicKey)

  /// The address, where there is one.
  var endpoint: Endpoint? {
    if case .direct(let endpoint) = self { endpoint } else { nil }
  }

  /// Whose share of a budget a request takes that came this way: who comes through relays shows no
  /// address, but needs a connection for each key.
  var budgetSource: Endpoint {
    switch self {
    case .direct(let endpoint): endpoint
    case .relayed(let key): Endpoint(.v6(key.bytes32.word0, 0), port: 0)
    }
  }
}
