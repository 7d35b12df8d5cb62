import ToxCrypto
import ToxWire

/// Sends requests through our onion paths and matches the answers.
struct OnionRequester {
  /// An announce request to one node.
  struct Question {
    var purpose: OnionRequests.Purpose
    var node: PackedNode
    /// Between the requester's key and the node's.
    var key: BoxKey
    var requester: LongTermPublicKey
    var searchedKey: LongTermPublicKey
    var dataKey = OnionDataPublicKey.none
    var path: OnionPathID?
    /// What this node said before, if it is in a list.
    var known: OnionNode?
  }

  var nodes = OnionPathNodes()
  private var announcePaths = OnionPaths()
  private var searchPaths = OnionPaths()
  private var requests: OnionRequests

  init(_ limits: Limits) {
    requests = OnionRequests(capacity: limits.onionPendingRequests)
  }

  /// Gives up the paths that enter at a relay which is not among these.
  mutating func keepPaths(over relays: [RelayNode]) {
    announcePaths.keep(over: relays)
    searchPaths.keep(over: relays)
  }

  /// Gives up the paths over nodes that seem to have left.
  mutating func leavePaths(overSilentOf directory: some NodeDirectory) {
    leavePaths(overOthersThan: { !directory.isSilent($0) })
  }

  /// The connections to these relays are lost. For named nodes, that means that they have left: no
  /// other path leads over them until they answer.
  mutating func leavePaths(overLost relays: [RelayNode]) {
    for relay in relays where nodes.isNamed(relay.key) {
      nodes.noteSilence(of: relay.key)
      leavePaths(overOthersThan: { $0 != relay.key })
    }
  }

  /// No node answers: of few named nodes, only those are hops whose relay is connected.
  mutating func trustConnectedAlone() {
    guard !nodes.trustsConnectedAlone else { return }
    nodes.trustsConnectedAlone = true
    leavePaths(overOthersThan: { _ in false })
  }

  /// Gives up the paths of both purposes with an unfit hop.
  private mutating func leavePaths(overOthersThan isFit: (DHTPublicKey) -> Bool) {
    announcePaths.leave(overOthersThan: isFit)
    searchPaths.leave(overOthersThan: isFit)
  }

  /// The announce path of that id, unless it is dead.
  func liveAnnouncePath(_ id: OnionPathID, now: Now) -> OnionPath? {
    announcePaths.livePath(id, now: now)
  }

  /// - Returns: the path taken; nil where no node is known that could be a hop.
  mutating func ask(
    _ question: Question, directory: some NodeDirectory, _ context: inout NodeContext
  ) -> OnionPathID? {
    guard
      let path = path(for: question, directory: directory, &context)
    else { return nil }
    // A ping id in a search would make the node store an entry for the search's key.
    let pingID =
      question.purpose == .announce ? question.known?.pingID(over: path.exit) ?? .none : .none
    let id = requests.add(
      OnionRequests.Request(
        purpose: question.purpose, node: question.node, key: question.key, path: path.id,
        exit: path.exit, hadPingID: pingID != .none, sentAt: context.now.monotonic),
      &context.entropy)
    let payload = AnnounceRequest.Payload(
      pingID: pingID, searchedKey: question.searchedKey, dataKey: question.dataKey, sendback: id)
    let nonce = context.entropy.nonce()
    let request = AnnounceRequest(
      nonce: nonce, requester: question.requester,
      sealed: question.key.seal(payload, nonce: nonce))
    path.send(OnionRequestPayload(request), to: question.node.address.endpoint, &context)
    switch question.purpose {
    case .announce: announcePaths.noteUse(of: path.id, now: context.now)
    case .search, .ownKey: searchPaths.noteUse(of: path.id, now: context.now)
    }
    return path.id
  }

  /// Sends data to a client that is announced at `node`, over a path of the searches. No answer
  /// comes, so that the path is not judged by it: while it is hard to tell which nodes have left,
  /// because no DHT node answers, a path is taken that has just carried an answer.
  mutating func send(
    _ request: OnionDataRequest, to node: PackedNode, directory: some NodeDirectory,
    _ context: inout NodeContext
  ) -> Bool {
    let proven =
      directory.isConnected ? nil : searchPaths.provenPath(&context.entropy, now: context.now)
    guard
      let path = searchPaths.path(
        preferring: proven?.id, to: node.key, through: nodes, directory: directory, &context)
    else { return false }
    path.send(OnionRequestPayload(request), to: node.address.endpoint, &context)
    return true
  }

  /// Whether a request for this purpose may still be answered.
  func isAwaitingAnswer(_ purpose: OnionRequests.Purpose, now: Now) -> Bool {
    requests.isAwaiting(purpose, now: now)
  }

  /// The request that an answer belongs to. Its path has proven itself.
  mutating func takeRequest(_ id: RequestID, now: Now) -> OnionRequests.Request? {
    guard let request = requests.take(id, now: now) else { return nil }
    switch request.purpose {
    case .announce:
      announcePaths.noteAnswer(over: request.path)
      // Nodes around a contact's key would tie our paths to it; those around our own key don't.
      nodes.noteAnswer(from: request.node, now: now)
      nodes.trustsConnectedAlone = false
    case .search, .ownKey: searchPaths.noteAnswer(over: request.path)
    }
    return request
  }

  private mutating func path(
    for question: Question, directory: some NodeDirectory, _ context: inout NodeContext
  ) -> OnionPath? {
    switch question.purpose {
    case .announce:
      announcePaths.path(
        preferring: question.path, to: question.node.key, through: nodes, directory: directory,
        &context)
    case .search, .ownKey:
      searchPaths.path(
        preferring: question.path, to: question.node.key, through: nodes, directory: directory,
        &context)
    }
  }
}
