import ToxWire

/// The pings and nodes requests that may still be answered, and the rate at which they leave.
struct DHTRequests {
  private var pings: RequestTable
  private var nodes: RequestTable
  private var tokens: TokenBucket

  init(_ limits: Limits) {
    pings = RequestTable(capacity: limits.dhtRequests)
    nodes = RequestTable(capacity: limits.dhtRequests)
    tokens = TokenBucket(burst: limits.dhtRequestsBurst, perSecond: limits.dhtRequestsPerSecond)
  }

  // MARK: Rate

  /// When a request may be sent.
  func allowedAt(_ now: Now) -> Instant { tokens.availableAt(now.monotonic) }

  func isAllowed(_ now: Now) -> Bool { allowedAt(now) <= now.monotonic }

  /// Takes the right to send one request; false where too many were sent.
  mutating func take(_ now: Now) -> Bool { tokens.take(now.monotonic) }

  // MARK: Pings

  mutating func enterPing(
    to peer: DHTPublicKey, at endpoint: Endpoint, entropy: inout Entropy, now: Now
  ) -> RequestID {
    pings.enter(Self.ping(peer, at: endpoint), entropy: &entropy, now: now)
  }

  /// - Returns: whether the ping was sent to that peer, and not answered yet.
  mutating func takePing(
    _ id: RequestID, from peer: DHTPublicKey, at endpoint: Endpoint, now: Now
  ) -> Bool {
    pings.take(id, from: peer, at: endpoint, now: now) != nil
  }

  /// Whether a ping to that peer waits for its answer.
  func isPinged(_ peer: DHTPublicKey, at endpoint: Endpoint, now: Now) -> Bool {
    pings.isOutstanding(Self.ping(peer, at: endpoint), now: now)
  }

  private static func ping(
    _ peer: DHTPublicKey, at endpoint: Endpoint
  ) -> RequestTable.Request {
    RequestTable.Request(peer: peer, endpoint: endpoint, target: peer)
  }

  // MARK: Nodes requests

  mutating func enterNodesRequest(
    _ request: RequestTable.Request, entropy: inout Entropy, now: Now
  ) -> RequestID {
    nodes.enter(request, entropy: &entropy, now: now)
  }

  /// Takes the request that an answer belongs to; nil for an unsolicited answer.
  mutating func takeNodesRequest(
    _ id: RequestID, from peer: DHTPublicKey, at endpoint: Endpoint, now: Now
  ) -> RequestTable.Request? {
    nodes.take(id, from: peer, at: endpoint, now: now)
  }

  /// Whether the same request waits for its answer.
  func isOutstanding(_ request: RequestTable.Request, now: Now) -> Bool {
    nodes.isOutstanding(request, now: now)
  }
}
