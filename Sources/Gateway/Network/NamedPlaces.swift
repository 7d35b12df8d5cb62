import Synchronization
import ToxCore
import ToxWire

/// A node or relay that the owner, or the built-in list, named.
struct NamedPlace: Hashable, Sendable {
  let node: BootstrapNode
  /// The address that the driver's node gets; nil where the name has none.
  let address: RelayAddress?

  init(_ node: BootstrapNode, address: RelayAddress?) {
    self.node = node
    self.address = address
  }

  init(_ node: BootstrapNode, at endpoint: Endpoint?) {
    self.init(node, address: endpoint.map(RelayAddress.endpoint))
  }

  /// The address and port; nil where only the proxy resolves the name, or where the name has no
  /// address.
  var endpoint: Endpoint? { address?.endpoint }

  /// The DHT nodes of these relays, since most relays are nodes as well: without other nodes they
  /// lead to the DHT. Relays that are named as nodes too are left out, since their address is
  /// known.
  static func nodes(of relays: [NamedPlace], beside nodes: [NamedPlace]) -> [NamedPlace] {
    let known = Set(nodes.filter { $0.endpoint != nil }.map(\.node.key))
    return relays.filter { !known.contains($0.node.key) }.map {
      NamedPlace($0.node, at: $0.nodeEndpoint)
    }
  }

  /// The likely endpoint of a relay's DHT node: at the relay's port; but relays use the ports of
  /// the web and of remote desktops only to pass firewalls, and their nodes use the default one.
  private var nodeEndpoint: Endpoint? {
    endpoint.map { endpoint in
      let isDisguise = endpoint.port < 1_024 || endpoint.port == 3_389
      return isDisguise ? Endpoint(endpoint.address, port: 33_445) : endpoint
    }
  }
}

/// All named nodes and relays, as their addresses become known: reports then name them as the owner
/// wrote them.
final class NamedPlaces: Sendable {
  private struct State {
    var nodes: [NamedPlace] = []
    var relays: [NamedPlace] = []
  }

  private let state = Mutex(State())

  var nodes: [NamedPlace] { state.withLock { $0.nodes } }
  var relays: [NamedPlace] { state.withLock { $0.relays } }

  /// Adds a node, or changes its address.
  func set(node: NamedPlace) { state.withLock { Self.set(node, in: &$0.nodes) } }
  /// The same for a relay.
  func set(relay: NamedPlace) { state.withLock { Self.set(relay, in: &$0.relays) } }

  private static func set(_ place: NamedPlace, in places: inout [NamedPlace]) {
    if let index = places.firstIndex(where: { $0.node == place.node }) {
      places[index] = place
    } else {
      places.append(place)
    }
  }
}
