import ToxWire

/// The nodes around one key, and the queries that find nearer ones: for our own key (the close
/// list), for two random keys, and for each searched contact.
struct Lookup {
  enum Role {
    /// Around our own key: the nodes that can find us, and that we name in answers.
    case ourselves
    /// Around a random key. Decoys spread our knowledge over the network, hide which keys we really
    /// search, and provide the onion's path nodes.
    case decoy
    /// Around a contact's DHT key.
    case contact
  }

  let role: Role
  let key: DHTPublicKey
  /// The NAT timer's name: that of the first owner, even after that one has left.
  let timerID: DHTSearchID
  /// The searches that it serves. Empty for our own key and the decoys.
  var owners: [DHTSearchID] = []
  private(set) var nodes: NodeList
  /// Nodes that were heard of, to be asked as soon as the rate allows.
  var candidates: NearestQueue
  var holePunch = HolePunch()
  /// When a search for a connected contact that one of its NAT pings woke rests again.
  var restsAt: Instant?
  private var requestTokens: TokenBucket
  /// When one of the nodes is asked for more; unused before a node is live.
  private var queryAt = Instant.distantFuture
  private var eagerQueriesLeft = DHTTimings.eagerQueries

  init(_ role: Role, _ key: DHTPublicKey, timerID: DHTSearchID, limits: Limits) {
    self.role = role
    self.key = key
    self.timerID = timerID
    nodes = NodeList(
      around: key,
      role == .ourselves
        ? .buckets(of: limits.dhtBucketNodes) : .nearest(limits.dhtSearchNodes))
    candidates = NearestQueue(around: key, capacity: limits.dhtCandidates)
    requestTokens = TokenBucket(
      burst: limits.dhtListRequestsBurst, perSecond: limits.dhtListRequestsPerSecond)
  }

  /// A node proved that it is at `endpoint`. The first one makes the list new again: it asks
  /// eagerly for more.
  mutating func answered(
    _ peer: DHTPublicKey, from endpoint: Endpoint, now: Now
  ) -> NodeList.Outcome {
    if !nodes.hasLiveNode(now: now) {
      eagerQueriesLeft = DHTTimings.eagerQueries
      queryAt = now.monotonic + DHTTimings.queryEager
    }
    return nodes.answered(peer, from: endpoint, now: now)
  }

  mutating func pinged(_ peer: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    nodes.pinged(peer, at: endpoint, now: now)
  }

  /// `reporter` says that the key of this list is at `endpoint`.
  mutating func reported(_ endpoint: Endpoint, by reporter: DHTPublicKey, now: Now) {
    nodes.reported(endpoint, by: reporter, now: now)
  }

  /// A node seems to have left.
  mutating func giveUp(_ peer: DHTPublicKey, now: Now) { nodes.giveUp(peer, now: now) }

  mutating func reviveIfAllLost(now: Now) { nodes.reviveIfAllLost(now: now) }

  /// Whether the searched key itself answers.
  func isFound(now: Now) -> Bool { nodes[key]?.isLive(now) == true }

  /// Whether a node that was named to us should be asked: it is new and the list has room for it,
  /// or it is the searched key itself at an unknown address.
  func wants(_ candidate: DHTPublicKey, at endpoint: Endpoint, now: Now) -> Bool {
    if let known = nodes[candidate] {
      return candidate == key ? !known.isLive(at: endpoint, now) : !known.isLive(now)
    }
    return nodes.accepts(candidate, now: now)
  }

  /// Has a node that was named to us asked, where it is wanted.
  mutating func nominateIfWanted(_ candidate: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    if wants(candidate, at: endpoint, now: now) { candidates.insert(candidate, at: endpoint) }
  }

  /// The nearest candidate, if the rate of this list allows a request now.
  mutating func nextCandidate(now: Now) -> (key: DHTPublicKey, endpoint: Endpoint)? {
    guard !candidates.isEmpty, requestTokens.take(now.monotonic) else { return nil }
    return candidates.popNearest()
  }

  /// Whether one of the nodes is asked for more nodes on this wake; if so, it counts as asked.
  mutating func takeQuery(now: Now) -> Bool {
    let early = eagerQueriesLeft > 0 ? Interval.zero : DHTTimings.queryEarly
    guard queryAt <= now.monotonic + early, nodes.hasLiveNode(now: now) else { return false }
    if eagerQueriesLeft > 0 { eagerQueriesLeft -= 1 }
    queryAt =
      now.monotonic + (eagerQueriesLeft > 0 ? DHTTimings.queryEager : DHTTimings.query)
    return true
  }

  /// When there is something to do at the latest.
  func nextDue(now: Now) -> Instant {
    var next = nodes.nextPing(now: now)
    if nodes.hasLiveNode(now: now) { next = min(next, queryAt) }
    if !candidates.isEmpty { next = min(next, requestTokens.availableAt(now.monotonic)) }
    if let restsAt { next = min(next, restsAt) }
    return next
  }
}
