import ToxCrypto
import ToxWire

/// Announcing ourselves: a request to each of the twelve nodes nearest to our key first gets a ping
/// id, then announces us with it, over the same exit hop; it is repeated before they forget us.
extension OnionClient {
  /// How many nodes near our own key we keep, and how many random ones are asked for nearer ones.
  static let ownNodesMax = 12
  static let ownPopulateCount = 6

  /// Does what is due, and sets the timer for what comes next.
  mutating func announce(directory: some NodeDirectory, _ context: inout NodeContext) {
    guard hasWay(context) else { return waitForWay(&context) }
    own.removeGone(context.now)
    for node in own.nodes where node.isSilent { requester.nodes.noteSilence(of: node.node.key) }
    hurryWherePathsDied(context.now)
    for index in own.nodes.indices where own.nodes[index].dueAt <= context.now.monotonic {
      announce(to: index, directory: directory, &context)
    }
    if let index = indexForFloor(context.now) {
      announce(to: index, directory: directory, &context)
    }
    if own.populateAt <= context.now.monotonic {
      doubtNamedNodes(directory: directory, context)
      let random = requester.nodes.choose(OnionPathNodes.capacity, directory: directory, &context)
      for node in own.populate(random, limit: Self.ownPopulateCount, now: context.now) {
        announce(toStranger: node, directory: directory, &context)
      }
    }
    updateState(&context)
    context.timers.set(.onionAnnounce, at: announceDueAt)
  }

  /// Where only relays carry our requests and none was answered for some rounds, a named node that
  /// has left may be a hop of every path.
  private mutating func doubtNamedNodes(
    directory: some NodeDirectory, _ context: borrowing NodeContext
  ) {
    guard own.nodes.isEmpty, !directory.isConnected, !context.connectedRelays.isEmpty else {
      return presence.forgetRounds()
    }
    guard presence.noteRound() else { return }
    requester.trustConnectedAlone()
    own.forgetAsked()
  }

  /// Nothing can be asked before `start` is called again; until then we may become hidden.
  private mutating func waitForWay(_ context: inout NodeContext) {
    updateState(&context)
    guard state == .announced else { return context.timers.cancel(.onionAnnounce) }
    context.timers.set(.onionAnnounce, at: presence.hiddenAt)
  }

  /// A node near our key answered.
  mutating func takeAnnounceAnswer(
    _ payload: AnnounceResponse.Payload, to request: OnionRequests.Request,
    directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    presence.noteAnswer(context.now)
    if let index = own.insert(answering: request, now: context.now) {
      note(payload.outcome, request, at: index, now: context.now)
    }
    let responder = request.node.address.endpoint
    for node in own.admit(payload.nodes, from: responder, now: context.now) {
      announce(toStranger: node, directory: directory, &context)
    }
    settleWhereAllAnswered(context.now)
    announce(directory: directory, &context)
  }

  /// No nearer node is to be expected from those that were asked.
  private mutating func settleWhereAllAnswered(_ now: Now) {
    guard !requester.isAwaitingAnswer(.announce, now: now) else { return }
    for index in own.nodes.indices
    where own.nodes[index].dueAt <= now.monotonic + OnionTiming.settleTime {
      own.nodes[index].dueAt = now.monotonic
    }
  }

  private mutating func note(
    _ outcome: AnnounceOutcome, _ request: OnionRequests.Request, at index: Int, now: Now
  ) {
    let isNew = own.nodes[index].addedAt == now.monotonic
    own.nodes[index].noteAnswer(to: request)
    switch outcome {
    case .stored(let pingID):
      own.nodes[index].standing = .stored
      own.nodes[index].notePingID(pingID, over: request.exit)
      let interval =
        isProven(own.nodes[index], now) ? OnionTiming.stableInterval : OnionTiming.storedInterval
      own.nodes[index].dueAt = request.sentAt + interval
    case .notStored(let pingID):
      own.nodes[index].standing = .notStored
      own.nodes[index].notePingID(pingID, over: request.exit)
      own.nodes[index].dueAt =
        request.hadPingID
        ? request.sentAt + OnionTiming.announceInterval
        : now.monotonic + (isNew ? OnionTiming.settleTime : .zero)
    case .found:
      // Another client announced our key: not a node to rely on.
      own.nodes[index].standing = .notStored
      own.nodes[index].dueAt = request.sentAt + OnionTiming.storedInterval
    }
  }

  private mutating func announce(
    to index: Int, directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    let entry = own.nodes[index]
    if entry.misses == 1 { note(.missedAnswer) }
    let isLastTry = entry.misses == OnionTiming.nodeMissesMax - 1
    // After a missed answer of a node that was good for long, the path is doubted instead of the
    // node.
    let keepsPath = !isLastTry || entry.age(context.now) < OnionTiming.stableAge
    let question = OnionRequester.Question(
      purpose: .announce, node: entry.node, key: entry.key,
      requester: context.longTerm.publicKey, searchedKey: context.longTerm.publicKey,
      dataKey: dataKeys.publicKey, path: keepsPath ? entry.path : nil, known: entry)
    if let path = requester.ask(question, directory: directory, &context) {
      own.nodes[index].noteRequest(over: path, now: context.now)
    }
    presence.noteRequest(context.now)
    own.nodes[index].dueAt =
      own.nodes[index].isSilent
      ? .distantFuture : context.now.monotonic + OnionTiming.announceInterval
  }

  private mutating func announce(
    toStranger node: PackedNode, directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    guard let key = BoxKey(node.key, context.longTerm.secretKey) else { return }
    let question = OnionRequester.Question(
      purpose: .announce, node: node, key: key, requester: context.longTerm.publicKey,
      searchedKey: context.longTerm.publicKey, dataKey: dataKeys.publicKey)
    _ = requester.ask(question, directory: directory, &context)
  }

  /// A node that stores us sends data along the path by which we announced ourselves. When that
  /// path dies, the announcement is useless.
  private mutating func hurryWherePathsDied(_ now: Now) {
    for index in own.nodes.indices where own.nodes[index].standing == .stored {
      let entry = own.nodes[index]
      guard requester.liveAnnouncePath(entry.path, now: now) == nil else { continue }
      own.nodes[index].standing = .notStored
      own.nodes[index].dueAt = min(entry.dueAt, entry.askedAt + OnionTiming.announceInterval)
    }
  }

  /// The node that is asked because none was for a while: the one that waits longest.
  private func indexForFloor(_ now: Now) -> Int? {
    guard presence.floorDueAt <= now.monotonic else { return nil }
    return own.nodes.indices.filter { !own.nodes[$0].isSilent }
      .min { own.nodes[$0].askedAt < own.nodes[$1].askedAt }
  }

  private func isProven(_ node: OnionNode, _ now: Now) -> Bool {
    guard node.age(now) >= OnionTiming.stableAge,
      let path = requester.liveAnnouncePath(node.path, now: now)
    else { return false }
    return path.age(now) >= OnionTiming.stableAge && !path.isInDoubt
  }

  private var announceDueAt: Instant {
    var due = own.populateAt
    for node in own.nodes { due = min(due, node.dueAt, node.goneAt) }
    if own.nodes.contains(where: { !$0.isSilent }) {
      due = min(due, presence.floorDueAt)
    }
    if state == .announced { due = min(due, presence.hiddenAt) }
    return due
  }

  private mutating func updateState(_ context: inout NodeContext) {
    let live = own.nodes.count { !$0.isSilent }
    let storing = own.nodes.count { !$0.isSilent && $0.standing == .stored }
    guard presence.update(live: live, storing: storing, now: context.now) else { return }
    note(.announced(state == .announced))
    switch state {
    case .announced:
      startWatch(&context)
      restartAllSearches(&context)
    case .hidden: stopWatch(&context)
    }
  }
}
