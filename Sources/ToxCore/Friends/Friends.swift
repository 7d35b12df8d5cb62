import DequeModule
import ToxCrypto
import ToxWire

/// The contacts: finding each, keeping a session with it, and exchanging packets over it.
///
/// Calls no other machine but the sessions' `send`. Requests to other machines leave as notices,
/// events for the owner as outputs; what other machines find comes in through the handlers in the
/// extensions: `+Finding` (onion and DHT), `+Sessions`, `+Packets`, `+Messages`, `+Requests`,
/// `+Profile`, `+Timers`.
///
/// - Spec: "friend_connection", "Messenger"
struct Friends: ContactLookup {
  var friends = FriendTable()
  var profile: OwnProfile
  var requests: FriendRequestFilter
  var strangers: StrangerKeys
  private(set) var notices: Deque<FriendNotice> = []

  init(_ profile: OwnProfile, limits: Limits) {
    self.profile = profile
    requests = FriendRequestFilter(limits)
    strangers = StrangerKeys(capacity: limits.strangerDHTKeys)
  }

  mutating func nextNotice() -> FriendNotice? { notices.popFirst() }

  mutating func notify(_ notice: FriendNotice) { notices.append(notice) }

  // MARK: Adding and removing

  /// Adds a contact and starts to look for it.
  ///
  /// - Parameters:
  ///   - request: asks the contact to add us too; without it both sides must add each other.
  ///   - hint: its address before a restart, which is tried at once, beside the search.
  mutating func add(
    _ key: LongTermPublicKey, request: (noSpam: NoSpam, message: [UInt8])? = nil,
    hint: (dhtKey: DHTPublicKey, endpoint: Endpoint)? = nil, _ context: inout NodeContext
  ) throws(AddFriendError) -> FriendID {
    try check(key, message: request?.message, context)
    requests.forget(key)
    let id = friends.append(key)
    let index = friends.count - 1
    if let request {
      friends[index].request = OutgoingRequest(request.noSpam, message: request.message)
    }
    let packet = strangers.take(from: key, now: context.now)
    notify(.searchOnion(id, key, isAwaited: request != nil || packet != nil))
    if let packet { receive(packet, from: key, &context) }
    if let hint { learn(hint.dhtKey, at: hint.endpoint, hints: [], of: index, &context) }
    schedule(index, &context)
    return id
  }

  private func check(
    _ key: LongTermPublicKey, message: [UInt8]?, _ context: borrowing NodeContext
  ) throws(AddFriendError) {
    guard key.isPlausible else { throw .invalidKey }
    guard key != context.longTerm.publicKey else { throw .ourselves }
    guard friends.id(of: key) == nil else { throw .alreadyContact }
    guard friends.count < context.limits.contacts else { throw .tooMany }
    guard let message else { return }
    guard !message.isEmpty else { throw .messageEmpty }
    guard message.count <= FriendRequest.messageSizeLimit else { throw .messageTooLong }
  }

  /// Says goodbye to a contact and forgets it.
  mutating func remove(
    _ id: FriendID, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id) else { return }
    send(Offline(), to: index, sessions: &sessions, &context)
    abandon(index, &context)
    let friend = friends.remove(at: index)
    requests.forget(friend.key)
  }

  /// Closes all sessions, so that contacts see us go. Only a new `Friends` may follow.
  mutating func closeAll(_ context: inout NodeContext) {
    for index in friends.indices { abandon(index, &context) }
  }

  /// Stops whatever is under way for a contact.
  private mutating func abandon(_ index: Int, _ context: inout NodeContext) {
    let friend = friends[index]
    closeSession(of: index)
    if friend.isOnline { context.outputs.event(.friendOffline(friend.id)) }
    if friend.link == nil { notify(.stopOnionSearch(friend.id)) }
    if friend.whereabouts != nil { notify(.stopDHTSearch(friend.id)) }
    friends[index].state = .searching
    friends[index].request = nil
    friends[index].onionKeyDueAt = nil
    friends[index].dhtKeyDueAt = nil
    context.timers.cancel(.friend(friend.id))
    context.timers.cancel(.friendRequest(friend.id))
  }

  // MARK: Looking up

  func isContact(_ key: LongTermPublicKey) -> Bool { friends.id(of: key) != nil }

  func id(of key: LongTermPublicKey) -> FriendID? { friends.id(of: key) }

  func key(of id: FriendID) -> LongTermPublicKey? { friends.index(of: id).map { friends[$0].key } }

  /// The session of a contact that the owner knows to be online.
  func onlineSession(of id: FriendID) -> SessionID? {
    guard let index = friends.index(of: id), friends[index].isOnline else { return nil }
    return friends[index].session
  }

  /// The contact of a session in which it has said ONLINE.
  func present(in session: SessionID) -> FriendID? {
    guard let index = friends.index(of: session), friends[index].hasComeOnline else { return nil }
    return friends[index].id
  }

  func isOnline(_ id: FriendID) -> Bool {
    friends.index(of: id).map { friends[$0].isOnline } ?? false
  }
}
