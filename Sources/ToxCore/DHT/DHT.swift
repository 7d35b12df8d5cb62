import DequeModule
import ToxCrypto
import ToxWire

/// The distributed hash table: the addresses of nodes near our own key and near the keys that we
/// search. It answers pings and nodes requests, passes packets on, and keeps its lists fresh.
///
/// All work is caused by an input or a timer; there is no tick. A node enters a list only when it
/// has answered us from the address that we asked.
struct DHT {
  /// Our own key first, then the decoys, then the searched keys in the order of their search.
  var lookups: [Lookup]
  /// Searched keys of contacts that are connected.
  var resting = RestingSearches()
  var requests: DHTRequests
  var newcomers: Newcomers
  var bootstrapNodes: BootstrapNodes
  /// Packets passed on for others.
  var forwards: FairBudget
  /// Pings and nodes requests of others.
  var answers: FairBudget
  var lanBeacon: LANBeacon?
  var reach = DHTReach.nothing
  /// Which nodes have left, while the network is small.
  var rollCall = RollCall()
  /// What a bootstrap node says of itself; others say nothing.
  var bootstrapInfo: BootstrapInfoResponse?
  private(set) var notices: Deque<DHTNotice> = []
  private var nextSearchID: UInt32 = 0

  static let decoys = 2

  init(_ context: inout NodeContext) {
    let limits = context.limits
    lookups = []
    requests = DHTRequests(limits)
    newcomers = Newcomers(around: context.dht.publicKey, capacity: limits.dhtNewcomers)
    bootstrapNodes = BootstrapNodes(capacity: limits.bootstrapNodes, now: context.now)
    forwards = FairBudget(limits.dhtForwards, &context.entropy)
    answers = FairBudget(limits.dhtAnswers, &context.entropy)
    lookups.append(
      Lookup(
        .ourselves, context.dht.publicKey, timerID: takeSearchID(), limits: limits))
    for _ in 0..<Self.decoys {
      let key = DHTPublicKey(context.entropy.bytes32())
      lookups.append(Lookup(.decoy, key, timerID: takeSearchID(), limits: limits))
    }
  }

  /// The nodes around our own key.
  var closeList: NodeList { lookups[0].nodes }

  /// Takes the oldest notice.
  mutating func nextNotice() -> DHTNotice? { notices.popFirst() }

  mutating func notify(_ notice: DHTNotice) { notices.append(notice) }

  mutating func takeSearchID() -> DHTSearchID {
    defer { nextSearchID += 1 }
    return DHTSearchID(nextSearchID)
  }

  /// Joins the network through this node: asks it for nodes near our own key, repeatedly if need
  /// be.
  mutating func bootstrap(_ endpoint: Endpoint, key: DHTPublicKey, _ context: inout NodeContext) {
    guard key != context.dht.publicKey else { return }
    bootstrapNodes.add(key, at: endpoint, now: context.now)
    askBootstrapNodes(&context)
    context.timers.setIfSooner(.dht, at: bootstrapNodes.nextDue(reach))
  }

  mutating func timerFired(_ timer: NodeTimer, _ context: inout NodeContext) {
    switch timer {
    case .dht: maintain(&context)
    case .natPing(let id): natPingDue(id, &context)
    case .lanDiscovery: sendLANDiscovery(&context)
    default: preconditionFailure("a timer of another machine")
    }
  }
}
