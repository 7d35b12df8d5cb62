import ToxWire

/// The three nodes that a path leads over.
struct OnionHops: Hashable {
  /// Where our requests enter the network.
  enum Entry: Hashable {
    /// A DHT node that gets datagrams.
    case node(PackedNode)
    /// A TCP relay that we are connected to.
    case relay(DHTPublicKey)

    var key: DHTPublicKey {
      switch self {
      case .node(let node): node.key
      case .relay(let key): key
      }
    }
  }

  static let count = 3

  let entry: Entry
  let middle: PackedNode
  let exit: PackedNode

  /// The keys of the hops, in the order in which a request passes them.
  var keys: [DHTPublicKey] { [entry.key, middle.key, exit.key] }
}
