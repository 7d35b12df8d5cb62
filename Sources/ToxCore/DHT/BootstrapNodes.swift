import ToxWire

/// How far the nodes reach that answer us.
enum DHTReach: Comparable {
  /// No node answers. Exits: lan, wide.
  case nothing
  /// Only nodes on our own network answer. Exits: nothing, wide.
  case lan
  /// A node outside our network answers. Exits: nothing, lan.
  case wide
}

/// The nodes that the owner named for joining. One that does not answer is asked again after 1, 2,
/// 4 … 60 s, as long as it could improve our reach; all are asked again when we lose all nodes.
/// Each is asked once in any case, and later one of them in turn every five minutes: two parts of
/// the network that were separated for long know of each other through these alone.
struct BootstrapNodes {
  private struct Entry {
    let key: DHTPublicKey
    let endpoint: Endpoint
    var state = State.new
    var pause = Interval.seconds(1)
    var dueAt: Instant

    func isWanted(_ reach: DHTReach) -> Bool {
      switch state {
      case .new: true
      case .asked: reach < (endpoint.address.isLAN ? .lan : .wide)
      case .answered: false
      }
    }
  }

  private enum State {
    /// Exits: asked.
    case new
    /// Exits: answered; new, when we lost all nodes.
    case asked
    /// Exits: new, when we lost all nodes.
    case answered
  }

  private let capacity: Int
  private var entries: [Entry] = []
  /// The node whose turn it is to be asked although all is well, and when.
  private var reunionIndex = 0
  private var reunionAt: Instant

  init(capacity: Int, now: Now) {
    self.capacity = capacity
    reunionAt = now.monotonic + DHTTimings.reunion
  }

  /// Adds a node, due at once. Over the capacity nothing is added.
  mutating func add(_ key: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    guard !entries.contains(where: { $0.key == key && $0.endpoint == endpoint }),
      entries.count < capacity
    else { return }
    entries.append(Entry(key: key, endpoint: endpoint, dueAt: now.monotonic))
  }

  /// Nodes that have not answered since we last lost all nodes.
  var silent: [Endpoint] { entries.filter { $0.state != .answered }.map(\.endpoint) }

  mutating func answered(_ key: DHTPublicKey) {
    for index in entries.indices where entries[index].key == key {
      entries[index].state = .answered
    }
  }

  /// All nodes are lost: all bootstrap nodes are due.
  mutating func restart(now: Now) {
    for index in entries.indices {
      entries[index].state = .new
      entries[index].pause = .seconds(1)
      entries[index].dueAt = now.monotonic
    }
  }

  /// The next node to ask now; its next turn is set.
  mutating func takeDue(_ reach: DHTReach, now: Now) -> (key: DHTPublicKey, endpoint: Endpoint)? {
    for index in entries.indices
    where entries[index].isWanted(reach) && entries[index].dueAt <= now.monotonic {
      entries[index].state = .asked
      entries[index].dueAt = now.monotonic + entries[index].pause
      entries[index].pause = min(entries[index].pause * 2, DHTTimings.bootstrapRetryMax)
      return (entries[index].key, entries[index].endpoint)
    }
    return nil
  }

  /// The node whose turn it is to be asked although all is well; the timer is not set for it.
  mutating func takeReunion(now: Now) -> (key: DHTPublicKey, endpoint: Endpoint)? {
    guard reunionAt <= now.monotonic, !entries.isEmpty else { return nil }
    reunionAt = now.monotonic + DHTTimings.reunion
    reunionIndex = (reunionIndex + 1) % entries.count
    return (entries[reunionIndex].key, entries[reunionIndex].endpoint)
  }

  func nextDue(_ reach: DHTReach) -> Instant {
    entries.filter { $0.isWanted(reach) }.map(\.dueAt).min() ?? .distantFuture
  }
}
