import ToxWire

/// The source of requests, which uses a share of a budget.
protocol RequestSource {
  var network: SourceNetwork { get }
}

extension Endpoint: RequestSource {
  var network: SourceNetwork { SourceNetwork(self) }
}

/// The network of a source, for limits on what one party can make us do: IPv4 /24, IPv6 /48, or on
/// the local network one endpoint.
struct SourceNetwork: Hashable {
  /// The network's number within its family.
  let number: UInt64
  /// 0 but on the local network.
  let port: UInt16

  init(_ source: Endpoint) {
    let isLAN = source.address.isLAN
    port = isLAN ? source.port : 0
    number =
      switch source.address {
      case .v4(let bits): UInt64(isLAN ? bits : bits >> 8)
      case .v6(let high, _): isLAN ? high : high >> 16
      }
  }

  /// The network of what shows none.
  static let unknown = SourceNetwork(number: 0, port: 0)

  private init(number: UInt64, port: UInt16) {
    self.number = number
    self.port = port
  }

  /// A peer that comes through relays shows no address, but needs a connection for each key.
  init(relayed key: DHTPublicKey) {
    number = key.bytes32.word0 >> 16
    port = 0
  }
}

/// How many of something each network has. Networks without any take no memory.
struct NetworkCounts {
  private var counts: [SourceNetwork: Int] = [:]

  subscript(network: SourceNetwork) -> Int { counts[network] ?? 0 }

  mutating func change(_ network: SourceNetwork, by change: Int) {
    let count = self[network] + change
    counts[network] = count > 0 ? count : nil
  }
}
