import ToxCrypto
import ToxWire

/// Periodic work. One timer, `.dht`, is set for the first thing that is due; what is due soon after
/// is done on the same wake.
extension DHT {
  mutating func maintain(_ context: inout NodeContext) {
    updateReach(now: context.now)
    restWokenSearches(&context)
    lookups[0].reviveIfAllLost(now: context.now)
    askBootstrapNodes(&context)
    lookForLostParts(&context)
    pingNewcomers(&context)
    for index in lookups.indices {
      query(index, &context)
      for (key, endpoint) in lookups[index].nodes.duePings(now: context.now) {
        sendPing(to: key, at: endpoint, &context)
      }
    }
    callRoll(&context)
    askCandidates(&context)
    context.timers.set(.dht, at: nextDue(now: context.now))
  }

  /// When there is something to do.
  func nextDue(now: Now) -> Instant {
    var next = min(newcomers.due(now: now), bootstrapDue(now: now), rollCall.nextDue)
    for lookup in lookups { next = min(next, lookup.nextDue(now: now)) }
    if let answeredAt = closeList.answeredAt {
      let silence = reach == .nothing ? DHTTimings.lostAfter : DHTTimings.badAfter
      next = min(next, answeredAt + silence)
    }
    // Requests over the rate wait for the next token; and a wake never leads to another at once.
    guard next <= now.monotonic else { return next }
    return max(requests.allowedAt(now), now.monotonic + .milliseconds(1))
  }

  /// Asks one node of a list for nodes nearer to its key.
  private mutating func query(_ index: Int, _ context: inout NodeContext) {
    guard lookups[index].takeQuery(now: context.now),
      let (peer, endpoint) = lookups[index].nodes.randomLiveNode(
        entropy: &context.entropy, now: context.now)
    else { return }
    sendNodesRequest(for: lookups[index].key, to: peer, at: endpoint, &context)
  }

  /// Asks the nodes that we heard of, as far as the rates allow.
  mutating func askCandidates(_ context: inout NodeContext) {
    for index in lookups.indices {
      let target = lookups[index].key
      while requests.isAllowed(context.now),
        let (peer, endpoint) = lookups[index].nextCandidate(now: context.now)
      {
        let request = RequestTable.Request(peer: peer, endpoint: endpoint, target: target)
        guard !requests.isOutstanding(request, now: context.now),
          requests.take(context.now)
        else { continue }
        sendNodesRequest(for: target, to: peer, at: endpoint, &context)
      }
      if !lookups[index].candidates.isEmpty {
        context.timers.setIfSooner(
          .dht,
          at: max(
            lookups[index].nextDue(now: context.now),
            requests.allowedAt(context.now)))
      }
    }
  }

  mutating func askBootstrapNodes(_ context: inout NodeContext) {
    while requests.isAllowed(context.now),
      let (peer, endpoint) = bootstrapNodes.takeDue(reach, now: context.now)
    {
      guard requests.take(context.now) else { return }
      sendNodesRequest(for: context.dht.publicKey, to: peer, at: endpoint, &context)
    }
  }

  /// Asks a bootstrap node even though others answer.
  private mutating func lookForLostParts(_ context: inout NodeContext) {
    guard isConnected, let (peer, endpoint) = bootstrapNodes.takeReunion(now: context.now),
      requests.take(context.now)
    else { return }
    sendNodesRequest(for: context.dht.publicKey, to: peer, at: endpoint, &context)
  }

  private func bootstrapDue(now: Now) -> Instant {
    max(bootstrapNodes.nextDue(reach), requests.allowedAt(now))
  }

  private mutating func pingNewcomers(_ context: inout NodeContext) {
    for (peer, endpoint) in newcomers.takeDue(now: context.now) {
      sendPing(to: peer, at: endpoint, &context)
    }
  }

  /// Finds out how far our live nodes reach, and tells of the change.
  mutating func updateReach(now: Now) {
    let before = reach
    reach = .nothing
    for node in closeList.nodes where node.isLive(now) {
      if node.endpoint(allowingLAN: false, now) != nil {
        reach = .wide
        break
      }
      reach = .lan
    }
    guard (before == .nothing) != (reach == .nothing) else { return }
    notify(.connection(isConnected))
    if !isConnected { bootstrapNodes.restart(now: now) }
  }
}
