import DequeModule
import ToxCrypto
import ToxWire

/// Our own use of the onion: we announce ourselves, search for contacts, and exchange with them the
/// few packets that lead to a session.
///
/// - Spec: "Onion"
struct OnionClient {
  /// What others encrypt data for us with; of this run.
  let dataKeys: KeyPair<OnionDataPublicKey>
  var requester: OnionRequester

  /// The nodes near our own key.
  var own: OnionLookup
  var presence = OnionPresence()
  var watch = OwnKeyWatch()
  var searches: OnionSearches

  /// Packets of data that we may open.
  var dataBudget: TokenBucket
  var recentData: RecentOnionData
  private(set) var notices: Deque<OnionNotice> = []

  init(_ context: inout NodeContext) {
    dataKeys = context.entropy.keyPair()
    requester = OnionRequester(context.limits)
    own = OnionLookup(
      target: context.longTerm.publicKey, capacity: Self.ownNodesMax,
      candidates: context.limits.onionCandidates)
    searches = OnionSearches(context.limits)
    dataBudget = TokenBucket(context.limits.onionData)
    recentData = RecentOnionData(capacity: context.limits.onionDataRemembered)
  }

  /// Whether others can find us.
  var state: OnionPresence.State { presence.state }

  mutating func nextNotice() -> OnionNotice? { notices.popFirst() }

  mutating func note(_ notice: OnionNotice) { notices.append(notice) }

  /// The DHT knows a node, or a relay is connected: announces us at once; called again after a time
  /// without any.
  mutating func start(directory: some NodeDirectory, _ context: inout NodeContext) {
    own.restartPopulating(context.now)
    for index in own.nodes.indices where !own.nodes[index].isSilent {
      own.nodes[index].dueAt = context.now.monotonic
    }
    announce(directory: directory, &context)
  }

  /// Whether there is anything that could carry our packets.
  func hasWay(_ context: borrowing NodeContext) -> Bool {
    context.outputs.usesUDP || !context.connectedRelays.isEmpty
  }

  /// A node that may carry our packets before the DHT knows any.
  mutating func bootstrapNode(_ node: PackedNode, _ context: inout NodeContext) {
    requester.nodes.noteBootstrap(node)
    guard own.nodes.isEmpty, hasWay(context) else { return }
    own.restartPopulating(context.now)
    context.timers.setIfSooner(.onionAnnounce, at: context.now.monotonic)
  }

  /// The connected relays have changed: paths over lost ones are broken, and with them the
  /// announcements that were made along them.
  ///
  /// - Parameter lost: those that are not connected any more.
  mutating func relaysChanged(
    lost: [RelayNode], directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    requester.keepPaths(over: context.connectedRelays)
    if !directory.isConnected { requester.leavePaths(overLost: lost) }
    guard !own.nodes.isEmpty else { return }
    context.timers.setIfSooner(.onionAnnounce, at: context.now.monotonic)
  }

  /// The DHT knows one more node, and few others: it may be the best one to store us.
  mutating func newcomerCame(_ context: inout NodeContext) {
    guard own.isShort, hasWay(context) else { return }
    own.restartPopulating(context.now)
    context.timers.setIfSooner(.onionAnnounce, at: context.now.monotonic)
  }

  /// In a small network a node left, or is back: requests over paths that it carried were lost, so
  /// that missing answers are forgiven.
  mutating func silenceChanged(directory: some NodeDirectory, _ context: inout NodeContext) {
    requester.leavePaths(overSilentOf: directory)
    for index in own.nodes.indices where !directory.isSilent(own.nodes[index].node.key) {
      guard own.nodes[index].isSilent else { continue }
      own.nodes[index].forgive()
      own.nodes[index].dueAt = context.now.monotonic
    }
    own.forgetAsked()
    own.restartPopulating(context.now)
    guard hasWay(context) else { return }
    context.timers.setIfSooner(.onionAnnounce, at: context.now.monotonic)
  }

  mutating func timerFired(
    _ timer: NodeTimer, directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    switch timer {
    case .onionAnnounce: announce(directory: directory, &context)
    case .onionWatch: watchOwnKey(directory: directory, &context)
    case .onionSearch(let friend): search(friend, directory: directory, &context)
    case .onionSearchTurn: searchInTurn(directory: directory, &context)
    default: break
    }
  }

  mutating func receive(
    _ packet: AnnounceResponse, directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    guard
      let (request, plaintext) = open(
        packet.sendback, nonce: packet.nonce, sealed: packet.sealed, &context)
    else { return }
    guard let payload = try? AnnounceResponse.Payload(decoding: plaintext) else {
      context.drops.count(.malformed)
      return
    }
    take(payload, to: request, directory: directory, &context)
  }

  mutating func receive(
    _ packet: ExtendedAnnounceResponse, directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    guard
      let (request, plaintext) = open(
        packet.sendback, nonce: packet.nonce, sealed: packet.sealed, &context)
    else { return }
    guard let payload = try? ExtendedAnnounceResponse.Payload(decoding: plaintext) else {
      context.drops.count(.malformed)
      return
    }
    take(payload.base, to: request, directory: directory, &context)
  }

  private mutating func open(
    _ id: RequestID, nonce: Nonce, sealed: Sealed, _ context: inout NodeContext
  ) -> (OnionRequests.Request, [UInt8])? {
    guard let request = requester.takeRequest(id, now: context.now) else {
      context.drops.count(.unsolicited)
      return nil
    }
    guard let plaintext = request.key.open(sealed, nonce: nonce) else {
      context.drops.count(.undecryptable)
      return nil
    }
    return (request, plaintext)
  }

  private mutating func take(
    _ payload: AnnounceResponse.Payload, to request: OnionRequests.Request,
    directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    switch request.purpose {
    case .announce:
      takeAnnounceAnswer(payload, to: request, directory: directory, &context)
    case .search(let friend):
      takeSearchAnswer(payload, to: request, for: friend, directory: directory, &context)
    case .ownKey: takeWatchAnswer(payload, to: request, &context)
    }
  }
}
