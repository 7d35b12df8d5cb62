import DequeModule
import ToxWire

/// The nodes nearest to one long-term key among those that answered, and the search for nearer
/// ones: each answer names up to four, which are asked at once.
///
/// - Spec: "Onion"
struct OnionLookup {
  let target: LongTermPublicKey
  /// The most nodes it keeps.
  let capacity: Int
  /// Nearest first. Only nodes that answered.
  var nodes: [OnionNode] = []

  private var asked: Deque<(key: DHTPublicKey, at: Instant)> = []
  private var candidates: TokenBucket
  /// When random nodes are asked, because the list is short or old.
  private(set) var populateAt = Instant(nanoseconds: .min)
  private var populateInterval = OnionTiming.repopulateIntervalMin

  /// How many recently asked nodes are remembered.
  private static let askedCapacity = 32

  init(target: LongTermPublicKey, capacity: Int, candidates: RateLimit) {
    self.target = target
    self.capacity = capacity
    self.candidates = TokenBucket(candidates)
  }

  /// Takes a node that answered; it replaces the farthest where the list is full.
  ///
  /// - Returns: its index; nil where the list is full of nearer ones.
  mutating func insert(answering request: OnionRequests.Request, now: Now) -> Int? {
    if let index = index(of: request.node.key) {
      if nodes[index].node == request.node { return index }
      nodes.remove(at: index)
    }
    let distance = distance(request.node.key)
    let position = nodes.firstIndex { self.distance($0.node.key) > distance } ?? nodes.count
    guard position < capacity else { return nil }
    if nodes.count == capacity { nodes.removeLast() }
    nodes.insert(OnionNode(answering: request, now: now), at: position)
    return position
  }

  /// Of the nodes that an answer named, those that are worth asking now.
  ///
  /// - Parameter responder: the node that named them. Addresses in our network are believed only
  ///   from there.
  mutating func admit(
    _ named: [PackedNode], from responder: Endpoint, now: Now
  ) -> [PackedNode] {
    var admitted: [PackedNode] = []
    for node in named where responder.address.isLAN || !node.address.endpoint.address.isLAN {
      guard node.address.endpoint.isHost, index(of: node.key) == nil, wouldInsert(node.key),
        !wasAskedLately(node.key, now), candidates.take(now.monotonic)
      else { continue }
      noteAsked(node.key, now)
      admitted.append(node)
    }
    return admitted
  }

  /// Forgets nodes that don't answer any more. Replacements are searched soon.
  mutating func removeGone(_ now: Now) {
    let count = nodes.count
    nodes.removeAll { $0.goneAt <= now.monotonic }
    guard nodes.count < count else { return }
    let interval = isShort ? populateInterval : OnionTiming.repopulateIntervalMax
    populateAt = min(populateAt, now.monotonic + interval)
  }

  /// The random nodes to ask because the list is short, or was filled long ago. Sets the time of
  /// the next such round.
  ///
  /// - Parameters:
  ///   - limit: how many are asked.
  ///   - interval: the shortest time to the next round.
  mutating func populate(
    _ random: [PackedNode], limit: Int, atMostEach interval: Interval = .zero, now: Now
  ) -> [PackedNode] {
    if isShort {
      populateAt = now.monotonic + max(populateInterval, interval)
      populateInterval = min(populateInterval * 2, OnionTiming.repopulateIntervalMax)
    } else {
      populateAt = now.monotonic + max(OnionTiming.repopulateInterval, interval)
      populateInterval = OnionTiming.repopulateIntervalMin
    }
    var chosen: [PackedNode] = []
    for node in random where chosen.count < limit && index(of: node.key) == nil {
      // Where none has answered the requests were lost, as where a hop has just left: in a network
      // of a few nodes there are no others to ask.
      guard nodes.isEmpty || !wasAskedLately(node.key, now) else { continue }
      noteAsked(node.key, now)
      chosen.append(node)
    }
    return chosen
  }

  /// Asks random nodes at once, and often for a while.
  mutating func restartPopulating(_ now: Now) {
    populateInterval = OnionTiming.repopulateIntervalMin
    populateAt = now.monotonic
  }

  /// Nodes that were asked lately may be asked again: the requests were lost.
  mutating func forgetAsked() { asked.removeAll() }

  /// Half of its places, or more, are free.
  var isShort: Bool { nodes.count <= capacity / 2 }

  private func index(of key: DHTPublicKey) -> Int? { nodes.firstIndex { $0.node.key == key } }

  private func wouldInsert(_ key: DHTPublicKey) -> Bool {
    guard nodes.count == capacity, let farthest = nodes.last else { return true }
    return distance(key) < distance(farthest.node.key)
  }

  private func wasAskedLately(_ key: DHTPublicKey, _ now: Now) -> Bool {
    let start = now.monotonic - OnionTiming.candidateInterval
    return asked.contains { $0.key == key && $0.at > start }
  }

  private mutating func noteAsked(_ key: DHTPublicKey, _ now: Now) {
    if asked.count == Self.askedCapacity { asked.removeFirst() }
    asked.append((key, now.monotonic))
  }

  private func distance(_ key: DHTPublicKey) -> Bytes32 { key.bytes32 ^ target.bytes32 }
}
