import ToxCrypto
import ToxWire

/// Searching for contacts at the nodes near their long-term keys, under keys that name nobody.
/// Nothing is searched for before we can be found ourselves: an answer could not reach us.
extension OnionClient {
  /// Starts to search for a contact.
  mutating func search(
    for key: LongTermPublicKey, as friend: FriendID, _ context: inout NodeContext, now: Now
  ) {
    guard searches[friend] == nil else { return }
    searches[friend] = OnionSearch(for: key, as: friend, &context)
    searchedFriends.append(friend)
    restartSearch(friend, &context, now: now)
  }

  mutating func stopSearch(_ friend: FriendID, _ context: inout NodeContext) {
    guard searches.removeValue(forKey: friend) != nil else { return }
    searchedFriends.removeAll { $0 == friend }
    context.timers.cancel(.onionSearch(friend))
  }

  /// Searches often again, as at the start: the contact was here a moment ago.
  mutating func restartSearch(
    _ friend: FriendID, _ context: inout NodeContext, now: Now
  ) {
    searches[friend]?.restart(now)
    guard state == .announced, searches[friend] != nil else { return }
    context.timers.set(.onionSearch(friend), at: now.monotonic)
  }

  mutating func restartAllSearches(_ context: inout NodeContext, now: Now) {
    for friend in searchedFriends { restartSearch(friend, &context, now: now) }
  }

  /// Does what is due for one search, and sets the timer for what comes next.
  mutating func search(
    _ friend: FriendID, directory: some NodeDirectory, _ context: inout NodeContext, now: Now
  ) {
    guard state == .announced, var search = searches.removeValue(forKey: friend) else { return }
    search.lookup.removeGone(now)
    if search.settle(now) { note(.found(friend)) }
    if searchBudget.availableAt(now.monotonic) <= now.monotonic {
      ask(&search, directory: directory, &context, now: now)
    }
    let due = max(search.dueAt, searchBudget.availableAt(now.monotonic))
    context.timers.set(.onionSearch(friend), at: due)
    searches[friend] = search
  }

  /// A node near a contact's key answered.
  mutating func takeSearchAnswer(
    _ payload: AnnounceResponse.Payload, _ request: OnionRequests.Request, _ friend: FriendID,
    directory: some NodeDirectory, _ context: inout NodeContext, now: Now
  ) {
    guard var search = searches.removeValue(forKey: friend) else {
      context.drops.count(.unsolicited)
      return
    }
    if let index = search.lookup.insert(answering: request, now: now) {
      search.lookup.nodes[index].noteAnswer(to: request)
      search.note(payload.outcome, at: index, now: now)
    }
    let responder = request.node.address.endpoint
    for node in search.lookup.admit(payload.nodes, from: responder, now: now) {
      ask(stranger: node, &search, directory: directory, &context, now: now)
    }
    if state == .announced { context.timers.set(.onionSearch(friend), at: search.dueAt) }
    searches[friend] = search
  }

  /// Asks random nodes when the list is short, and else the node whose turn it is.
  private mutating func ask(
    _ search: inout OnionSearch, directory: some NodeDirectory, _ context: inout NodeContext,
    now: Now
  ) {
    if search.lookup.populateAt <= now.monotonic {
      let random = requester.nodes.choose(
        OnionPathNodes.capacity, directory: directory, &context, now: now)
      let chosen = search.lookup.populate(
        random, limit: OnionSearch.nodesMax, atMostEach: search.interval, now: now)
      for node in chosen {
        ask(stranger: node, &search, directory: directory, &context, now: now)
      }
    }
    guard let index = search.dueNode(now), searchBudget.take(now.monotonic) else { return }
    let entry = search.lookup.nodes[index]
    let question = OnionRequester.Question(
      purpose: .search(search.friend), node: entry.node, key: entry.key,
      requester: search.keys.publicKey, searchedKey: search.lookup.target)
    if let path = requester.ask(question, directory: directory, &context, now: now) {
      search.noteRequest(to: index, over: path, now: now)
    } else {
      search.noteNoWay(now)
    }
  }

  private mutating func ask(
    stranger node: PackedNode, _ search: inout OnionSearch, directory: some NodeDirectory,
    _ context: inout NodeContext, now: Now
  ) {
    guard searchBudget.take(now.monotonic),
      let key = BoxKey(node.key, search.keys.secretKey)
    else { return }
    let question = OnionRequester.Question(
      purpose: .search(search.friend), node: node, key: key, requester: search.keys.publicKey,
      searchedKey: search.lookup.target)
    _ = requester.ask(question, directory: directory, &context, now: now)
  }
}
