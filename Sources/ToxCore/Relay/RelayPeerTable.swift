import ToxWire

/// The peers that we want to reach through relays, in the order in which they were added.
struct RelayPeerTable {
  private var peerByKey: [DHTPublicKey: RelayPeer] = [:]
  private(set) var inOrder: [DHTPublicKey] = []

  var count: Int { inOrder.count }

  /// Changes a peer that is in the table; `add` and `remove` change which ones are.
  subscript(key: DHTPublicKey) -> RelayPeer? {
    _read { yield peerByKey[key] }
    _modify { yield &peerByKey[key] }
  }

  mutating func add(_ key: DHTPublicKey) {
    guard peerByKey[key] == nil else { return }
    peerByKey[key] = RelayPeer()
    inOrder.append(key)
  }

  mutating func remove(_ key: DHTPublicKey) {
    peerByKey[key] = nil
    inOrder.removeAll { $0 == key }
  }
}
