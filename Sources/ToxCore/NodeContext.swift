import ToxCrypto
import ToxWire

/// What the sub-machines of one node share: its keys, entropy, timers, outputs and counters.
///
/// Each sub-machine takes it as `inout`, one at a time; none holds it.
struct NodeContext: ~Copyable {
  /// The key pair that is the person.
  let longTerm: KeyPair<LongTermPublicKey>
  /// The key pair of this process run.
  let dht: KeyPair<DHTPublicKey>
  let limits: Limits
  var entropy: Entropy
  var timers = TimerTable()
  var outputs = OutputQueue()
  var drops = DropCounters()
  var sharedKeys: SharedKeyCache<DHTPublicKey>

  init(
    longTerm: KeyPair<LongTermPublicKey>, limits: Limits,
    entropy: any RandomNumberGenerator & Sendable
  ) {
    self.longTerm = longTerm
    self.limits = limits
    self.entropy = Entropy(entropy)
    dht = self.entropy.keyPair()
    sharedKeys = SharedKeyCache(capacity: limits.sharedKeys)
  }

  /// The key between our DHT key and a peer's; nil for a peer key that is no valid point.
  mutating func sharedKey(with peer: DHTPublicKey) -> BoxKey? {
    sharedKeys.key(with: peer, dht.secretKey)
  }
}
