import ToxCrypto
import ToxWire

/// The keys that our DHT key shares with those of peers.
///
/// Peers that we write to of our own accord have entries that strangers cannot take. A flood of
/// made-up keys fills only the strangers' part, and costs no more X25519 than the limit allows:
/// known peers are still served.
struct PeerKeys {
  private var known: SharedKeyCache<DHTPublicKey>
  private var strangers: SharedKeyCache<DHTPublicKey>
  private var budget: FairBudget

  init(_ limits: Limits, _ entropy: inout Entropy) {
    known = SharedKeyCache(capacity: limits.sharedKeys)
    strangers = SharedKeyCache(capacity: limits.strangerKeys)
    budget = FairBudget(limits.strangerKeyExchanges, &entropy)
  }

  /// The key with a peer that we write to; nil where its key is no valid point.
  mutating func key(with peer: DHTPublicKey, _ secretKey: SecretKey) -> BoxKey? {
    if let key = known.cached(peer) { return key }
    guard let key = strangers.cached(peer) ?? BoxKey(peer, secretKey) else { return nil }
    known.insert(peer, key)
    return key
  }

  /// The key with a peer that asks something of us.
  mutating func key(
    withRequester peer: DHTPublicKey, at source: some RequestSource, _ secretKey: SecretKey,
    now: Now
  ) -> RequesterKey {
    if let key = known.cached(peer) ?? strangers.cached(peer) { return .key(key) }
    guard budget.take(for: source, now: now) else { return .overLimit }
    guard let key = BoxKey(peer, secretKey) else { return .invalid }
    strangers.insert(peer, key)
    return .key(key)
  }

  /// The key with a peer that claims to answer us. The peers that we asked are known.
  mutating func key(withAnswerer peer: DHTPublicKey) -> BoxKey? { known.cached(peer) }

  enum RequesterKey {
    case key(BoxKey)
    /// Strangers had their share of our time.
    case overLimit
    /// The peer's key is no valid point.
    case invalid
  }
}
