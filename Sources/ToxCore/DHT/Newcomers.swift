import ToxWire

/// Nodes that wrote to us unasked and wait for a ping, the nearest to our key first. The first one
/// is pinged at once, those after it together.
struct Newcomers {
  private var queue: NearestQueue
  private var flushedAt: Instant?

  init(around key: DHTPublicKey, capacity: Int) {
    queue = NearestQueue(around: key, capacity: capacity)
  }

  var count: Int { queue.nodes.count }

  mutating func insert(_ key: DHTPublicKey, at endpoint: Endpoint) {
    queue.insert(key, at: endpoint)
  }

  /// When they are to be pinged.
  func due(now: Now) -> Instant {
    guard !queue.isEmpty else { return .distantFuture }
    guard let flushedAt else { return now.monotonic }
    return max(flushedAt + DHTTimings.newcomersFlush, now.monotonic)
  }

  /// Takes all of them, where they are due.
  mutating func takeDue(now: Now) -> [(key: DHTPublicKey, endpoint: Endpoint)] {
    guard due(now: now) <= now.monotonic else { return [] }
    flushedAt = now.monotonic
    return queue.removeAll()
  }
}
