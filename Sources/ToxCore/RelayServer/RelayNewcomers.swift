import DequeModule
import ToxWire

/// Connections whose handshake is not done. They cost their makers nothing, so that their number is
/// limited: where it is reached, the oldest connection of the network with the most is dropped. A
/// flood from one network therefore displaces only itself.
///
/// - Spec: "TCP server"
/// - Differs: the reference overwrites the oldest of all.
struct RelayNewcomers {
  struct Newcomer {
    let source: Endpoint
    var stage: Stage
    let cameAt: Instant
  }

  enum Stage {
    /// The beginning of its hello, fewer than 128 bytes. Exits: unconfirmed, closed.
    case greeting([UInt8])
    /// Welcomed under this key; its first frame proves that it has the secret half. Exits: a
    /// client, closed.
    case unconfirmed(DHTPublicKey, RelayStream)
  }

  private let capacity: Int
  private var newcomers: [RelayClientID: Newcomer] = [:]
  private var idsInOrder: Deque<(id: RelayClientID, network: SourceNetwork)> = []
  private var countByNetwork = NetworkCounts()

  init(capacity: Int) { self.capacity = capacity }

  subscript(id: RelayClientID) -> Newcomer? { newcomers[id] }

  /// When the oldest one has had its time.
  var deadline: Instant? {
    guard let oldest = idsInOrder.first else { return nil }
    return newcomers[oldest.id].map { $0.cameAt + RelayServerTimings.greetingTimeout }
  }

  /// - Returns: the connection that was dropped for it.
  mutating func add(_ id: RelayClientID, at source: Endpoint, now: Now) -> RelayClientID? {
    let evicted = newcomers.count >= capacity ? takeFromLargestNetwork() : nil
    let network = SourceNetwork(source)
    newcomers[id] = Newcomer(source: source, stage: .greeting([]), cameAt: now.monotonic)
    idsInOrder.append((id, network))
    countByNetwork.change(network, by: 1)
    return evicted
  }

  mutating func setStage(_ stage: Stage, of id: RelayClientID) {
    newcomers[id]?.stage = stage
  }

  @discardableResult
  mutating func remove(_ id: RelayClientID) -> Newcomer? {
    guard let newcomer = newcomers.removeValue(forKey: id) else { return nil }
    idsInOrder.removeAll { $0.id == id }
    countByNetwork.change(SourceNetwork(newcomer.source), by: -1)
    return newcomer
  }

  /// Takes the oldest one, where its time is over.
  mutating func takeOverdue(_ now: Instant) -> RelayClientID? {
    guard let deadline, deadline <= now, let oldest = idsInOrder.first?.id else { return nil }
    remove(oldest)
    return oldest
  }

  private mutating func takeFromLargestNetwork() -> RelayClientID? {
    var victim: RelayClientID?
    var most = 0
    for (id, network) in idsInOrder {
      let count = countByNetwork[network]
      if count > most { (victim, most) = (id, count) }
    }
    if let victim { remove(victim) }
    return victim
  }
}
