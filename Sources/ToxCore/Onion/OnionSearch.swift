import ToxCrypto
import ToxWire

/// The search for one absent contact.
struct OnionSearch {
  /// Whether the contact is announced.
  enum Finding: Hashable {
    /// No node stores it, or not enough of them. Exits: settling.
    case missing
    /// Nodes store it; a moment is left for more of them, because data goes to all. Exits: missing,
    /// found.
    case settling(until: Instant)
    /// Told to the rest of the node. Exits: missing, settling (under a new data key).
    case found
  }

  let friend: FriendID
  /// The key that the announce nodes see in our requests: a fresh one without an owner.
  let keys: KeyPair<LongTermPublicKey>
  var lookup: OnionLookup
  private(set) var finding = Finding.missing
  /// Whether the contact is likely to be there, as one that was online a moment ago: such searches
  /// go first, for as many rounds as are made at the shortest interval.
  private(set) var isAwaited: Bool
  /// Its turn among the searches that wait for the shared rate; nil while it does not wait.
  var turn: UInt64?

  private var requestCount = 0
  private var askedAt = Instant(nanoseconds: .min / 2)

  /// How many nodes a search keeps, and how many random ones it starts from.
  static let nodesMax = 8

  init(
    for key: LongTermPublicKey, as friend: FriendID, isAwaited: Bool,
    _ context: inout NodeContext
  ) {
    self.friend = friend
    self.isAwaited = isAwaited
    keys = context.entropy.keyPair()
    lookup = OnionLookup(
      target: key, capacity: Self.nodesMax, candidates: context.limits.onionCandidates)
  }

  /// Between two requests to one node: three seconds, then ever longer, up to an hour. A contact
  /// that comes online searches as well, and so finds us first.
  ///
  /// - Differs: the spec grows it with the time since the contact was seen.
  var interval: Interval {
    guard isThrough else { return OnionTiming.searchIntervalMin }
    return min(.seconds(1 << Int64(min(12, rounds - 2))), OnionTiming.searchIntervalMax)
  }

  /// How many rounds of requests it has made.
  var rounds: Int { requestCount / OnionTiming.searchRoundSize }

  /// Whether it has made the rounds at the shortest interval.
  var isThrough: Bool { rounds > OnionTiming.searchFastRounds }

  /// Searches as if it had just begun.
  ///
  /// - Parameter isAwaited: whether the contact is likely to be there; nil: as before.
  mutating func restart(isAwaited: Bool? = nil, _ now: Now) {
    turn = nil
    if let isAwaited { self.isAwaited = isAwaited }
    requestCount = 0
    askedAt = Instant(nanoseconds: .min / 2)
    finding = .missing
    for index in lookup.nodes.indices {
      lookup.nodes[index].forgive()
      lookup.nodes[index].standing = .notStored
    }
    lookup.restartPopulating(now)
  }

  /// When it has something to ask.
  var asksAt: Instant { min(lookup.populateAt, nextNode?.instant ?? .distantFuture) }

  /// When something is to be done next, beside its turn.
  var dueAt: Instant {
    var due = turn == nil ? asksAt : .distantFuture
    for node in lookup.nodes { due = min(due, node.goneAt) }
    if case .settling(let until) = finding { due = min(due, until) }
    return due
  }

  /// The node whose turn it is.
  func dueNode(_ now: Now) -> Int? {
    guard let (index, instant) = nextNode, instant <= now.monotonic else { return nil }
    return index
  }

  mutating func noteRequest(to index: Int, over path: OnionPathID, now: Now) {
    lookup.nodes[index].noteRequest(over: path, now: now)
    requestCount += 1
    askedAt = now.monotonic
    if isThrough { isAwaited = false }
  }

  /// There is no path: the same node's turn comes again later.
  mutating func noteNoWay(_ now: Now) { askedAt = now.monotonic }

  /// The nodes that store the contact, if they are enough of all to be believed.
  ///
  /// One node among many could name a data key of its own, to learn which client searches.
  var storingNodes: [OnionNode] {
    let storing = lookup.nodes.filter { $0.dataKey != nil }
    return storing.count >= (lookup.nodes.count - 1) / 4 + 1 ? storing : []
  }

  mutating func note(_ outcome: AnnounceOutcome, at index: Int, now: Now) {
    var isNewKey = false
    if case .found(let dataKey) = outcome {
      isNewKey = !lookup.nodes.contains { $0.dataKey == dataKey }
      lookup.nodes[index].standing = .found(dataKey)
    } else {
      lookup.nodes[index].standing = .notStored
    }
    if storingNodes.isEmpty {
      finding = .missing
    } else if finding == .missing || (finding == .found && isNewKey) {
      finding = .settling(until: now.monotonic + OnionTiming.settleTime)
    }
  }

  /// All nodes that were asked have answered: no more that store the contact are to be expected.
  mutating func endSettling(_ now: Now) {
    if case .settling = finding { finding = .settling(until: now.monotonic) }
  }

  /// Whether the contact counts as found from this moment on.
  mutating func settle(_ now: Now) -> Bool {
    guard case .settling(let until) = finding, until <= now.monotonic else { return false }
    finding = .found
    return true
  }

  /// Nodes take turns, the one that waits longest first, and not in one burst. A silent node gets
  /// no requests.
  private var nextNode: (index: Int, instant: Instant)? {
    let nodes = lookup.nodes
    let waiting = nodes.indices.filter { !nodes[$0].isSilent }
      .min { nodes[$0].askedAt < nodes[$1].askedAt }
    guard let index = waiting else { return nil }
    return (index, max(nodes[index].askedAt + interval, askedAt + interval / 4))
  }
}
