import ToxWire

/// Which nodes of a small network have left without a goodbye.
///
/// In a large network a node may stay listed for two minutes after it has gone, since the others
/// make up for it. In a small one it is a hop of every onion path, and a newcomer finds no node
/// that answers. While fewer than `nodesMax` nodes answer, one that leaves a request unanswered is
/// therefore asked again each second, and counts as silent from the third request on until it
/// answers.
struct RollCall {
  /// With so many live nodes, none is asked again for this.
  static let nodesMax = 16
  static let pause = Interval.seconds(1)
  private static let requestsMax = 3
  private static let entriesMax = 2 * nodesMax

  /// A node that owes an answer, or is asked for one a second after `askedAt`.
  private struct Entry {
    let key: DHTPublicKey
    var endpoint: Endpoint
    var askedAt: Instant
    var requests: Int
  }

  private(set) var isOpen = true
  private var entries: [Entry] = []
  /// The silent nodes when `takeChange` was last called.
  private var silentBefore: [DHTPublicKey] = []

  /// The nodes that let all requests pass.
  var silent: [DHTPublicKey] {
    entries.filter(isOver).map(\.key)
  }

  /// Whether other nodes are silent than at the last call.
  mutating func takeChange() -> Bool {
    let silent = silent
    defer { silentBefore = silent }
    return silent != silentBefore
  }

  func isSilent(_ key: DHTPublicKey) -> Bool {
    entries.contains { $0.key == key && isOver($0) }
  }

  /// Takes note of the nodes in the list: a large network needs no roll call.
  mutating func update(_ list: NodeList, now: Now) {
    isOpen = list.nodes.count { $0.isLive(now) && !isSilent($0.key) } < Self.nodesMax
    entries = isOpen ? entries.filter { list[$0.key] != nil || isOver($0) } : []
    if entries.count > Self.entriesMax { entries.removeFirst(entries.count - Self.entriesMax) }
  }

  /// Another node answered from where this one was.
  mutating func left(_ key: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    guard isOpen else { return }
    entries.removeAll { $0.key == key }
    entries.append(
      Entry(key: key, endpoint: endpoint, askedAt: now.monotonic, requests: Self.requestsMax))
  }

  /// A request left for a node of the list.
  mutating func asked(_ key: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    guard isOpen else { return }
    guard let index = entries.firstIndex(where: { $0.key == key }) else {
      return entries.append(
        Entry(key: key, endpoint: endpoint, askedAt: now.monotonic, requests: 1))
    }
    // Requests of one moment are one question.
    guard entries[index].requests == 0 || entries[index].askedAt + Self.pause <= now.monotonic
    else { return }
    entries[index].endpoint = endpoint
    entries[index].askedAt = now.monotonic
    entries[index].requests = min(entries[index].requests + 1, Self.requestsMax)
  }

  /// A node that answered a moment ago is to be asked soon.
  mutating func plan(_ key: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    guard isOpen, !entries.contains(where: { $0.key == key }) else { return }
    entries.append(Entry(key: key, endpoint: endpoint, askedAt: now.monotonic, requests: 0))
  }

  /// - Returns: whether the node owed an answer.
  mutating func answered(_ key: DHTPublicKey) -> Bool {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return false }
    entries.remove(at: index)
    return true
  }

  /// The nodes to ask again now.
  func due(now: Now) -> [(key: DHTPublicKey, endpoint: Endpoint)] {
    waiting.filter { $0.askedAt + Self.pause <= now.monotonic }.map { ($0.key, $0.endpoint) }
  }

  var nextDue: Instant { waiting.map { $0.askedAt + Self.pause }.min() ?? .distantFuture }

  private var waiting: [Entry] { entries.filter { !isOver($0) } }

  private func isOver(_ entry: Entry) -> Bool { entry.requests >= Self.requestsMax }
}
