import ToxCrypto
import ToxWire

/// Whether our long-term key is announced by another client too: by a copy of us on another
/// machine.
///
/// A node keeps one announcement of a key, the last. Where a node that stores ours names another
/// data key, a client with our secret key announced it after us, which no earlier run of ours can
/// do. A node may lie, and two runs may overlap for a moment: two nodes must say so, in two rounds.
struct OwnKeyWatch {
  /// The key that the nodes see in our questions: a fresh one without an owner. Made when it is
  /// first needed.
  fileprivate(set) var keys: KeyPair<LongTermPublicKey>?
  /// In the present round: how many nodes were asked, and which ones named another data key.
  fileprivate var asked = 0
  fileprivate var witnesses: [DHTPublicKey] = []
  /// Rounds in a row in which enough nodes did.
  fileprivate var suspiciousRounds = 0
  fileprivate var isTold = false

  fileprivate var isSuspicious: Bool {
    asked > 0 && witnesses.count >= min(Self.witnessesMin, asked)
  }

  /// Nodes asked in a round: those nearest to our key.
  fileprivate static let nodesMax = 6
  fileprivate static let witnessesMin = 2
  fileprivate static let roundsMin = 2
  /// From being announced to the first round.
  fileprivate static let firstInterval = Interval.seconds(300)
  /// A round is some fifty datagrams on the network: a sixtieth of a member's traffic.
  fileprivate static let interval = Interval.seconds(900)
  /// Within it we have announced ourselves anew everywhere.
  fileprivate static let confirmationInterval = Interval.seconds(150)
}

extension OnionClient {
  /// We are announced since now.
  mutating func startWatch(_ context: inout NodeContext) {
    guard !watch.isTold else { return }
    watch.suspiciousRounds = 0
    context.timers.set(.onionWatch, at: context.now.monotonic + OwnKeyWatch.firstInterval)
  }

  mutating func stopWatch(_ context: inout NodeContext) {
    context.timers.cancel(.onionWatch)
  }

  /// Asks nodes that store us, as a stranger would, which data key they store.
  mutating func watchOwnKey(directory: some NodeDirectory, _ context: inout NodeContext) {
    if !watch.isSuspicious { watch.suspiciousRounds = 0 }
    let keys = watch.keys ?? context.entropy.keyPair()
    watch.keys = keys
    watch.asked = 0
    watch.witnesses = []
    let storing = own.nodes.filter { $0.standing == .stored && !$0.isSilent }
    for entry in storing.prefix(OwnKeyWatch.nodesMax) {
      guard let key = BoxKey(entry.node.key, keys.secretKey) else { continue }
      let question = OnionRequester.Question(
        purpose: .ownKey, node: entry.node, key: key, requester: keys.publicKey,
        searchedKey: context.longTerm.publicKey)
      guard requester.ask(question, directory: directory, &context) != nil else {
        continue
      }
      watch.asked += 1
    }
    context.timers.set(.onionWatch, at: context.now.monotonic + OwnKeyWatch.interval)
  }

  mutating func takeWatchAnswer(
    _ payload: AnnounceResponse.Payload, to request: OnionRequests.Request,
    _ context: inout NodeContext
  ) {
    guard case .found(let dataKey) = payload.outcome, dataKey != dataKeys.publicKey,
      !watch.isTold, !watch.isSuspicious
    else { return }
    watch.witnesses.append(request.node.key)
    guard watch.isSuspicious else { return }
    watch.suspiciousRounds += 1
    guard watch.suspiciousRounds >= OwnKeyWatch.roundsMin else {
      context.timers.set(
        .onionWatch, at: context.now.monotonic + OwnKeyWatch.confirmationInterval)
      return
    }
    watch.isTold = true
    stopWatch(&context)
    note(.announcedElsewhere)
  }
}
