import ToxCrypto
import ToxWire

/// Searching for contacts at the nodes near their long-term keys, under fresh keys without an
/// owner. No search begins before we can be found ourselves: an answer could not reach us.
extension OnionClient {
  /// Starts to search for a contact, at once or when there is a place.
  ///
  /// - Parameter isAwaited: whether it is likely to be there: then before others.
  mutating func search(
    for key: LongTermPublicKey, as friend: FriendID, isAwaited: Bool,
    _ context: inout NodeContext
  ) {
    guard searches[friend] == nil, !searches.isResting(friend) else { return }
    if searches.hasPlace(isAwaited: isAwaited) {
      begin(for: key, as: friend, isAwaited: isAwaited, &context)
    } else {
      searches.rest(friend, key, isAwaited: isAwaited)
    }
  }

  mutating func stopSearch(_ friend: FriendID, _ context: inout NodeContext) {
    searches.remove(friend)
    context.timers.cancel(.onionSearch(friend))
    fillPlaces(&context)
  }

  /// Searches often again, as at the start: the contact was online a moment ago.
  mutating func restartSearch(_ friend: FriendID, _ context: inout NodeContext) {
    if let (_, key) = searches.takeResting(friend) {
      return search(for: key, as: friend, isAwaited: true, &context)
    }
    restart(friend, isAwaited: true, &context)
  }

  mutating func restartAllSearches(_ context: inout NodeContext) {
    for friend in searches.friends { restart(friend, isAwaited: nil, &context) }
  }

  private mutating func restart(
    _ friend: FriendID, isAwaited: Bool?, _ context: inout NodeContext
  ) {
    guard var search = searches.take(friend) else { return }
    search.restart(isAwaited: isAwaited, context.now)
    searches.putBack(search)
    guard state == .announced else { return }
    context.timers.set(.onionSearch(friend), at: context.now.monotonic)
  }

  private mutating func begin(
    for key: LongTermPublicKey, as friend: FriendID, isAwaited: Bool,
    _ context: inout NodeContext
  ) {
    searches.add(OnionSearch(for: key, as: friend, isAwaited: isAwaited, &context))
    restart(friend, isAwaited: nil, &context)
  }

  private mutating func fillPlaces(_ context: inout NodeContext) {
    while searches.hasPlace(isAwaited: false), let (friend, key) = searches.takeResting() {
      begin(for: key, as: friend, isAwaited: false, &context)
    }
  }

  /// Does what is due for one search, and sets the timer for what comes next.
  mutating func search(
    _ friend: FriendID, directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    guard state == .announced, var search = searches.take(friend) else { return }
    search.lookup.removeGone(context.now)
    if search.settle(context.now) { note(.found(friend)) }
    if search.turn == nil, search.asksAt <= context.now.monotonic {
      let allowedAt = searches.requestAllowedAt(context.now)
      if allowedAt <= context.now.monotonic, !searches.isAnyWaiting {
        ask(&search, directory: directory, &context)
      } else {
        searches.wait(&search)
        context.timers.setIfSooner(.onionSearchTurn, at: allowedAt)
      }
    }
    putBack(search, &context)
  }

  /// The rate allows a request, and searches wait for it.
  mutating func searchInTurn(directory: some NodeDirectory, _ context: inout NodeContext) {
    guard state == .announced else { return }
    while searches.requestAllowedAt(context.now) <= context.now.monotonic,
      var search = searches.takeFirstWaiting()
    {
      ask(&search, directory: directory, &context)
      putBack(search, &context)
    }
    guard searches.isAnyWaiting else { return }
    context.timers.set(.onionSearchTurn, at: searches.requestAllowedAt(context.now))
  }

  /// One that did not find its contact quickly makes room for those that wait for a place.
  private mutating func putBack(_ search: OnionSearch, _ context: inout NodeContext) {
    searches.putBack(search)
    if search.isThrough, searches.isAnyResting {
      stopSearch(search.friend, &context)
      return searches.rest(search.friend, search.lookup.target, isAwaited: false)
    }
    let due = search.dueAt
    if due == .distantFuture {
      context.timers.cancel(.onionSearch(search.friend))
    } else {
      context.timers.set(.onionSearch(search.friend), at: due)
    }
  }

  /// A node near a contact's key answered.
  mutating func takeSearchAnswer(
    _ payload: AnnounceResponse.Payload, to request: OnionRequests.Request, for friend: FriendID,
    directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    guard var search = searches.take(friend) else {
      context.drops.count(.unsolicited)
      return
    }
    if let index = search.lookup.insert(answering: request, now: context.now) {
      search.lookup.nodes[index].noteAnswer(to: request)
      search.note(payload.outcome, at: index, now: context.now)
    }
    let responder = request.node.address.endpoint
    for node in search.lookup.admit(payload.nodes, from: responder, now: context.now) {
      ask(stranger: node, &search, directory: directory, &context)
    }
    if case .settling = search.finding,
      !requester.isAwaitingAnswer(request.purpose, now: context.now)
    {
      search.endSettling(context.now)
    }
    guard state == .announced else { return searches.putBack(search) }
    putBack(search, &context)
  }

  /// Asks random nodes when the list is short, and otherwise the node whose turn it is.
  private mutating func ask(
    _ search: inout OnionSearch, directory: some NodeDirectory, _ context: inout NodeContext
  ) {
    if search.lookup.populateAt <= context.now.monotonic {
      let random = requester.nodes.choose(OnionPathNodes.capacity, directory: directory, &context)
      let chosen = search.lookup.populate(
        random, limit: OnionSearch.nodesMax, atMostEach: search.interval, now: context.now)
      for node in chosen {
        ask(stranger: node, &search, directory: directory, &context)
      }
    }
    guard let index = search.dueNode(context.now), searches.takeRequest(context.now) else {
      return
    }
    let entry = search.lookup.nodes[index]
    let question = OnionRequester.Question(
      purpose: .search(search.friend), node: entry.node, key: entry.key,
      requester: search.keys.publicKey, searchedKey: search.lookup.target)
    if let path = requester.ask(question, directory: directory, &context) {
      search.noteRequest(to: index, over: path, now: context.now)
    } else {
      search.noteNoWay(context.now)
    }
  }

  private mutating func ask(
    stranger node: PackedNode, _ search: inout OnionSearch, directory: some NodeDirectory,
    _ context: inout NodeContext
  ) {
    guard searches.takeRequest(context.now),
      let key = BoxKey(node.key, search.keys.secretKey)
    else { return }
    let question = OnionRequester.Question(
      purpose: .search(search.friend), node: node, key: key, requester: search.keys.publicKey,
      searchedKey: search.lookup.target)
    _ = requester.ask(question, directory: directory, &context)
  }
}
