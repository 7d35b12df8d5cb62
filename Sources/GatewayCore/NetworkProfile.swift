/// A way to connect to the network. A later one shows the machine's address to fewer parties.
public enum NetworkProfile: String, Hashable, Sendable, CaseIterable, Comparable {
  /// UDP, and TCP relays as a fallback.
  case direct
  /// TCP connections to relays and nothing else.
  case relay
  /// The same through a SOCKS5 proxy, webhooks included.
  case tor

  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .direct: 0
    case .relay: 1
    case .tor: 2
    }
  }

  /// Whether addresses of contacts and nodes are stored for a fast reconnect.
  public var remembersAddresses: Bool { self == .direct }
}
