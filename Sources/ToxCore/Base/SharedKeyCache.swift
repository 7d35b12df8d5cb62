import ToxCrypto
import ToxWire

/// Shared keys with peers; the least recently used one is replaced by a new one.
///
/// A ring approximates "least recently used" (the clock algorithm): a key that was used since the
/// hand last passed is spared once.
struct SharedKeyCache<Peer: PublicKey> {
  private struct Slot {
    var peer: Peer
    var key: BoxKey
    var wasUsed: Bool
  }

  private let capacity: Int
  private var slots: [Slot] = []
  private var slotByPeer: [Peer: Int] = [:]
  private var hand = 0

  init(capacity: Int) {
    precondition(capacity > 0, "a cache holds something")
    self.capacity = capacity
  }

  /// The key with a peer, made where it is not there; nil where the peer's is no valid point.
  mutating func key(with peer: Peer, _ secretKey: SecretKey) -> BoxKey? {
    if let key = cached(peer) { return key }
    guard let key = BoxKey(peer, secretKey) else { return nil }
    insert(peer, key)
    return key
  }

  /// The key with a peer, if it is there.
  mutating func cached(_ peer: Peer) -> BoxKey? {
    guard let index = slotByPeer[peer] else { return nil }
    slots[index].wasUsed = true
    return slots[index].key
  }

  /// - Precondition: no key with that peer is there.
  mutating func insert(_ peer: Peer, _ key: BoxKey) {
    precondition(slotByPeer[peer] == nil, "one key a peer")
    insert(Slot(peer: peer, key: key, wasUsed: false))
  }

  private mutating func insert(_ slot: Slot) {
    guard slots.count == capacity else {
      slotByPeer[slot.peer] = slots.count
      slots.append(slot)
      return
    }
    while slots[hand].wasUsed {
      slots[hand].wasUsed = false
      hand = (hand + 1) % capacity
    }
    slotByPeer[slots[hand].peer] = nil
    slots[hand] = slot
    slotByPeer[slot.peer] = hand
    hand = (hand + 1) % capacity
  }
}
