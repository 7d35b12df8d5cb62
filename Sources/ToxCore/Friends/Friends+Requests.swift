import ToxCrypto
import ToxWire

/// Friend requests: those of strangers, and ours.
///
/// - Spec: "Friend Requests"
extension Friends {
  /// A stranger's request came through the onion; its sender is authentic.
  mutating func receive(
    _ request: OnionFriendRequest, from key: LongTermPublicKey, _ context: inout NodeContext
  ) {
    guard request.noSpam == profile.noSpam else { return context.drops.count(.wrongNoSpam) }
    guard key != context.longTerm.publicKey else { return context.drops.count(.fromOurselves) }
    guard !isContact(key) else { return context.drops.count(.duplicate) }
    switch requests.judge(request.message, from: key, now: context.now) {
    case .reachesOwner:
      context.outputs.event(.friendRequest(from: key, message: request.message))
    case .waits: scheduleWaitingRequests(&context)
    case .drop(let reason): context.drops.count(reason)
    }
  }

  /// Timer: the next stranger may reach the owner.
  mutating func waitingRequestTimerFired(_ context: inout NodeContext) {
    while let (key, message) = requests.takeNext(context.now) {
      context.outputs.event(.friendRequest(from: key, message: message))
    }
    scheduleWaitingRequests(&context)
  }

  private func scheduleWaitingRequests(_ context: inout NodeContext) {
    guard let dueAt = requests.nextDueAt(context.now) else { return }
    context.timers.set(.waitingRequests, at: dueAt)
  }

  /// The contact can be reached now: send a pending request at once, and repeat it quickly again.
  mutating func requestSoon(
    _ index: Int, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    guard let request = friends[index].request, !request.wasJustSent(context.now) else { return }
    friends[index].request?.hurry()
    sendRequest(index, sessions: &sessions, &context)
  }

  /// Timer: the request is sent again.
  mutating func requestTimerFired(
    _ id: FriendID, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id) else { return }
    sendRequest(index, sessions: &sessions, &context)
  }

  /// Over the session where there is one: then the peer knows us, but has not added us.
  private mutating func sendRequest(
    _ index: Int, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    guard let request = friends[index].request else { return }
    let id = friends[index].id
    if friends[index].link != nil {
      let packet = FriendRequest(noSpam: request.noSpam, message: request.message)
      send(packet, to: index, sessions: &sessions, &context)
    } else {
      let packet = OnionFriendRequest(request.noSpam, message: request.message)
      notify(.sendOnion(id, packet.encoded()))
    }
    if let dueAt = friends[index].request?.noteSent(context.now) {
      context.timers.set(.friendRequest(id), at: dueAt)
    }
  }
}
