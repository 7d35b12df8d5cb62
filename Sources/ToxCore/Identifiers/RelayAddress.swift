public import ToxWire

/// Where a TCP relay can be reached.
public enum RelayAddress: Hashable, Sendable {
  case endpoint(Endpoint)
  /// A host name that only the shell's proxy resolves, so that no name server learns of it.
  case host(String, port: UInt16)

  /// The address and port; nil for a host name.
  public var endpoint: Endpoint? {
    if case .endpoint(let endpoint) = self { endpoint } else { nil }
  }

  /// Whether a relay can be there.
  var isPlausible: Bool {
    switch self {
    case .endpoint(let endpoint): endpoint.isHost
    case .host(let name, let port): !name.isEmpty && port != 0
    }
  }
}

extension RelayAddress: RequestSource {
  /// A host name does not tell its network: all relays that are known by one share theirs.
  var network: SourceNetwork {
    switch self {
    case .endpoint(let endpoint): endpoint.network
    case .host: .unknown
    }
  }
}

/// A TCP relay: its key, and where it can be reached.
public struct RelayNode: Hashable, Sendable {
  public let key: DHTPublicKey
  public let address: RelayAddress

  public init(_ key: DHTPublicKey, at address: RelayAddress) {
    self.key = key
    self.address = address
  }

  /// The relay as packets name it; nil for a host name, which none can hold.
  var packed: PackedNode? {
    address.endpoint.map { PackedNode(TransportEndpoint(.tcp, $0), key) }
  }
}
