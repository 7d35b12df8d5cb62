import Synchronization
import ToxCore
import ToxWire

/// A node or relay that the owner, or the built-in list, named.
struct NamedPlace: Hashable, Sendable {
  let node: BootstrapNode
  /// Where the node is told that it is; nil where the name has no address.
  let address: RelayAddress?

  init(_ node: BootstrapNode, address: RelayAddress?) {
    self.node = node
    self.address = address
  }

  init(_ node: BootstrapNode, at endpoint: Endpoint?) {
    self.init(node, address: endpoint.map(RelayAddress.endpoint))
  }

  /// The address and port; nil where only the proxy resolves the name, or nothing does.
  var endpoint: Endpoint? { address?.endpoint }

  /// The DHT nodes of these relays, as most are nodes as well: without other nodes they are the way
  /// to the DHT. Those that are named as nodes too are left out, since their address is known.
  static func nodes(of relays: [NamedPlace], beside nodes: [NamedPlace]) -> [NamedPlace] {
    let known = Set(nodes.filter { $0.endpoint != nil }.map(\.node.key))
    return relays.filter { !known.contains($0.node.key) }.map {
      NamedPlace($0.node, at: $0.nodeEndpoint)
    }
  }

  /// Where a relay's DHT node most likely is: at the relay's port; but relays listen at those of
  /// the web and of remote desktops only to pass firewalls, and their nodes at the usual one.
  private var nodeEndpoint: Endpoint? {
    endpoint.map { endpoint in
      let isDisguise = endpoint.port < 1_024 || endpoint.port == 3_389
      return isDisguise ? Endpoint(endpoint.address, port: 33_445) : endpoint
    }
  }
}

/// All that were named, as their addresses become known: so that a person can be told, in the words
/// that the person used, who does not answer.
final class NamedPlaces: Sendable {
  private struct State {
    var nodes: [NamedPlace] = []
    var relays: [NamedPlace] = []
  }

  private let state = Mutex(State())

  var nodes: [NamedPlace] { state.withLock { $0.nodes } }
  var relays: [NamedPlace] { state.withLock { $0.relays } }

  func add(node: NamedPlace) { state.withLock { $0.nodes.append(node) } }
  func add(relay: NamedPlace) { state.withLock { $0.relays.append(relay) } }
}
