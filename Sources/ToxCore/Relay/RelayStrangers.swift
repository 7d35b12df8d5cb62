import ToxWire

/// Over which relay a key without a slot last wrote to us, so that it can be answered: cookie
/// requests and handshakes of a contact whose DHT key is new.
///
/// A ring: the newest stranger replaces the oldest.
struct RelayStrangers {
  private struct Stranger {
    let key: DHTPublicKey
    let relay: DHTPublicKey
  }

  private var ring: [Stranger] = []
  private var next = 0
  private let capacity: Int

  init(capacity: Int) {
    precondition(capacity > 0, "a ring holds something")
    self.capacity = capacity
  }

  mutating func note(_ key: DHTPublicKey, over relay: DHTPublicKey) {
    let stranger = Stranger(key: key, relay: relay)
    if let index = ring.firstIndex(where: { $0.key == key }) {
      ring[index] = stranger
    } else if ring.count < capacity {
      ring.append(stranger)
    } else {
      ring[next] = stranger
      next = (next + 1) % capacity
    }
  }

  /// The relay over which that key wrote.
  func relay(of key: DHTPublicKey) -> DHTPublicKey? { ring.last { $0.key == key }?.relay }
}
