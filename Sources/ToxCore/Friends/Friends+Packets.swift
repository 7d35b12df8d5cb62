import ToxWire

/// What a contact says in its session.
///
/// - Spec: "Messenger"
extension Friends {
  /// A lossless payload came, in order. A message, which is not acknowledged on arrival, is either
  /// given to the owner, until it consumes it, or dropped.
  mutating func sessionReceived(
    _ session: SessionID, payload: [UInt8], number: UInt32, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: session), friends[index].link != nil else { return }
    guard let packet = try? FriendPacket(decoding: payload) else {
      return drop(payload, number: number, from: index, as: .malformed, &context)
    }
    guard friends[index].hasComeOnline || packet.countsBeforeOnline else {
      return drop(payload, number: number, from: index, as: .notOnline, &context)
    }
    switch packet {
    case .message(let packet):
      let position = StreamPosition(session: session, number: number)
      tell(
        .message(
          friends[index].id, packet.kind, text: packet.text, tail: packet.tail, at: position),
        of: index, &context)
    case .messageAcknowledgement(let packet): hear(packet, from: index, &context)
    case .nickname, .statusMessage, .userStatus, .typing:
      tellSparingly(packet, of: index, &context)
    case .alive:
      friends[index].link?.aliveHeardAt = context.now.monotonic
      schedule(index, &context)
    case .online: comeOnline(index, sessions: &sessions, &context)
    case .offline: goOffline(index, &context)
    case .shareRelays(let packet): noteRelays(packet.relays, of: index)
    // A peer with a session is a contact.
    case .friendRequest: context.drops.count(.duplicate)
    // None of them is supported.
    case .capabilities: break
    default: refuse(packet, from: index, sessions: &sessions, &context)
    }
  }

  /// Tells the owner of a change of a contact, unless there are too many.
  private mutating func tellSparingly(
    _ change: FriendPacket, of index: Int, _ context: inout NodeContext
  ) {
    guard friends[index].link?.mayTellNews(now: context.now) ?? false else {
      return context.drops.count(.overLimit)
    }
    let id = friends[index].id
    switch change {
    case .nickname(let packet): tell(.friendName(id, packet.name), of: index, &context)
    case .statusMessage(let packet):
      tell(.friendStatusMessage(id, packet.text), of: index, &context)
    case .userStatus(let packet): tell(.friendStatus(id, packet.status), of: index, &context)
    case .typing(let packet): tell(.friendTyping(id, packet.isTyping), of: index, &context)
    default: break
    }
  }

  /// The contact says ONLINE: answer once, and send it our profile.
  private mutating func comeOnline(
    _ index: Int, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    guard case .established(let link) = friends[index].state else { return }
    // What follows its ONLINE must reach the owner or stay unacknowledged: a session that may not
    // come online again is closed.
    guard link.mayTellNews(now: context.now) else {
      context.drops.count(.overLimit)
      leaveSession(of: index, &context)
      return schedule(index, &context)
    }
    let arrival = Arrival(isGreeted: link.greeting == nil, now: context.now)
    friends[index].state = .arriving(link, arrival)
    friends[index].request = nil
    context.timers.cancel(.friendRequest(friends[index].id))
    send(Online(), to: index, sessions: &sessions, &context)
    introduce(to: index, sessions: &sessions, &context)
    shareRelays(with: index, sessions: &sessions, &context)
    schedule(index, &context)
  }

  /// The contact says OFFLINE: it removed us, or is about to go. The session stays.
  private mutating func goOffline(_ index: Int, _ context: inout NodeContext) {
    endArrival(of: index, &context)
    guard case .online(let link) = friends[index].state else { return }
    link.unacknowledged.removeAll()
    link.tailsAwaited = 0
    friends[index].state = .established(link)
    context.outputs.event(.friendOffline(friends[index].id))
  }

  /// Tells the owner the contact's address, where that is news.
  mutating func rememberAddress(of index: Int, _ context: inout NodeContext) {
    guard let whereabouts = friends[index].whereabouts, let endpoint = whereabouts.endpoint,
      friends[index].isOnline
    else { return }
    let address = Friend.Address(dhtKey: whereabouts.dhtKey, endpoint: endpoint)
    guard friends[index].remembered != address else { return }
    friends[index].remembered = address
    context.outputs.event(
      .friendReachableAt(friends[index].id, whereabouts.dhtKey, endpoint))
  }
}

extension FriendPacket {
  /// Whether it counts in any session; the others do so only between ONLINE and OFFLINE. Some
  /// clients announce their capabilities before they say ONLINE.
  fileprivate var countsBeforeOnline: Bool {
    switch self {
    case .alive, .shareRelays, .friendRequest, .capabilities, .online, .offline: true
    default: false
    }
  }
}
