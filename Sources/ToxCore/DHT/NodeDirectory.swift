import ToxWire

/// What the onion may ask of the DHT.
protocol NodeDirectory {
  /// Whether any node answers.
  var isConnected: Bool { get }

  /// The live nodes nearest to a key that don't seem to have left, nearest first, as answers to
  /// strangers name them.
  ///
  /// - Parameter forLANPeer: whether the asker is on our network; others are not told addresses of
  ///   our network.
  func closestNodes(
    to key: Bytes32, limit: Int, forLANPeer: Bool, now: Now
  ) -> [PackedNode]

  /// Whether a node of a small network seems to have left; always false in a large one.
  func isSilent(_ key: DHTPublicKey) -> Bool

  /// Live nodes in random order, out of lists around random keys: never from those around a
  /// contact's key, which would tie our onion paths to our contacts.
  func pathNodes(limit: Int, entropy: inout Entropy, now: Now) -> [PackedNode]
}
