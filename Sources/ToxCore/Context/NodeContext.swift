import DequeModule
import ToxCrypto
import ToxWire

/// What the sub-machines of one node share: its keys, entropy, timers, outputs and counters.
///
/// Each sub-machine takes it as `inout`, one at a time; none holds it.
struct NodeContext: ~Copyable {
  /// The key pair that is the person.
  let longTerm: KeyPair<LongTermPublicKey>
  /// The key pair of this process run, or of a node that serves under one that stays.
  let dht: KeyPair<DHTPublicKey>
  let limits: Limits
  /// The time of the input that is being handled. The node sets it once for each input.
  var now: Now
  var entropy: Entropy
  var timers = TimerTable()
  var outputs = OutputQueue()
  var drops = DropCounters()
  var sessionMemory = SessionMemory()
  /// TCP relays that we hold a connection to, the owner's first.
  var connectedRelays: [RelayNode] = []
  /// Those of them that contacts are told of: a relay that we know by its host name alone is left
  /// out.
  var relaysToTell: [PackedNode] { connectedRelays.compactMap(\.packed) }
  /// The buffer in which session data is decrypted, to be copied once.
  var plaintext = [UInt8](repeating: 0, count: SessionData.Plaintext.sizeMax)
  private var peerKeys: PeerKeys
  private var carryNotices: Deque<CarryNotice> = []

  init(
    longTerm: KeyPair<LongTermPublicKey>, dht: KeyPair<DHTPublicKey>? = nil, limits: Limits,
    entropy: any RandomNumberGenerator & Sendable, now: Now
  ) {
    self.longTerm = longTerm
    self.limits = limits
    self.now = now
    self.entropy = Entropy(entropy)
    if let dht { self.dht = dht } else { self.dht = self.entropy.keyPair() }
    peerKeys = PeerKeys(limits, &self.entropy)
  }

  /// Overwrites what was decrypted and copied: the buffer would hold it until as long a packet
  /// comes.
  mutating func clearPlaintext(_ count: Int) {
    plaintext.withUnsafeMutableBufferPointer { $0[..<count].update(repeating: 0) }
  }

  /// Tells the relays what to carry.
  mutating func notify(_ notice: CarryNotice) { carryNotices.append(notice) }

  mutating func nextCarryNotice() -> CarryNotice? { carryNotices.popFirst() }

  /// The key with a peer that we write to of our own accord; nil for one that is no valid point.
  mutating func sharedKey(with peer: DHTPublicKey) -> BoxKey? {
    peerKeys.key(with: peer, dht.secretKey)
  }

  /// The key with a peer that sends us a request; nil, and counted, where there is none or where
  /// strangers are over the limit.
  mutating func sharedKey(
    withRequester peer: DHTPublicKey, at source: some RequestSource
  ) -> BoxKey? {
    switch peerKeys.key(withRequester: peer, at: source, dht.secretKey, now: now) {
    case .key(let key): return key
    case .overLimit: drops.count(.overLimit)
    case .invalid: drops.count(.undecryptable)
    }
    return nil
  }

  /// The key with a peer that claims to answer us; nil, and counted, where we asked it nothing.
  mutating func sharedKey(withAnswerer peer: DHTPublicKey) -> BoxKey? {
    guard let key = peerKeys.key(withAnswerer: peer) else {
      drops.count(.unsolicited)
      return nil
    }
    return key
  }
}
