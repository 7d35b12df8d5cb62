import ToxCrypto
import ToxWire

/// The announce requests that wait for an answer: a ring in which a new one replaces the oldest.
struct OnionRequests {
  struct Request {
    var purpose: Purpose
    var node: PackedNode
    /// Opens the answer.
    var key: BoxKey
    var path: OnionPathID
    /// The exit of the request's path: the ping id in the answer holds for this address.
    var exit: Endpoint
    /// Whether it held a ping id, so that the node could store us.
    var hadPingID: Bool
    var sentAt: Instant
  }

  enum Purpose: Hashable {
    case announce
    case search(FriendID)
    /// A stranger's look at our own announcement.
    case ownKey
  }

  private var ring: [(id: RequestID, request: Request)?]
  private var next = 0

  init(capacity: Int) { ring = Array(repeating: nil, count: capacity) }

  /// - Returns: what the answer repeats. Random but for its index in the ring, so that only the
  ///   receiver of the request can answer it.
  mutating func add(_ request: Request, _ entropy: inout Entropy) -> RequestID {
    let count = UInt64(ring.count)
    let id = RequestID(entropy.uint64() % (.max / count) * count + UInt64(next))
    ring[next] = (id, request)
    next = (next + 1) % ring.count
    return id
  }

  /// The request that an answer belongs to; each is answered once, and in time.
  mutating func take(_ id: RequestID, now: Now) -> Request? {
    let index = Int(id.rawValue % UInt64(ring.count))
    guard let entry = ring[index], entry.id == id else { return nil }
    ring[index] = nil
    return Self.isOpen(entry.request, now) ? entry.request : nil
  }

  /// Whether a request for this purpose may still be answered.
  func isAwaiting(_ purpose: Purpose, now: Now) -> Bool {
    ring.contains { entry in
      entry.map { $0.request.purpose == purpose && Self.isOpen($0.request, now) } ?? false
    }
  }

  private static func isOpen(_ request: Request, _ now: Now) -> Bool {
    now.monotonic - request.sentAt < OnionTiming.requestLifetime
  }
}
