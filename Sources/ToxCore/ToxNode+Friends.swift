public import ToxWire

/// What the owner asks about contacts.
extension ToxNode {
  /// Adds a contact and begins to look for it.
  ///
  /// - Parameters:
  ///   - request: what to ask it with, 1 to 921 bytes; without one, both sides must add each other.
  ///   - hint: its last address, from `Event.friendReachableAt`: tried at once, by datagrams.
  /// - Throws: `AddFriendError`.
  public mutating func addFriend(
    _ key: LongTermPublicKey, request: (noSpam: NoSpam, message: [UInt8])? = nil,
    hint: (dhtKey: DHTPublicKey, endpoint: Endpoint)? = nil, now: Now
  ) throws(AddFriendError) -> FriendID {
    context.now = now
    let hint = transports.usesUDP ? hint : nil
    let id = try friends.add(key, request: request, hint: hint, &context)
    route()
    return id
  }

  /// Says goodbye to a contact and forgets it.
  public mutating func removeFriend(_ id: FriendID, now: Now) {
    context.now = now
    files.forget(id)
    friends.remove(id, sessions: &sessions, &context)
    route()
  }

  /// The contact's long-term key.
  public func key(of id: FriendID) -> LongTermPublicKey? { friends.key(of: id) }

  /// The contact with this key.
  public func friend(with key: LongTermPublicKey) -> FriendID? { friends.id(of: key) }

  public func isOnline(_ id: FriendID) -> Bool { friends.isOnline(id) }

  /// Sends a message of 1 to 1372 bytes, with a tail 1 to 1334.
  ///
  /// - Parameter tail: for contacts whose messages have one: `Event.messageAcknowledged` names its
  ///   id when the message was handled, and sent again with the same tail it is handled once.
  /// - Returns: its place in the stream, which `Event.receipt` reaches or passes when the contact's
  ///   client has it.
  public mutating func send(
    _ text: [UInt8], kind: MessageKind = .text, tail: MessageTail? = nil, to id: FriendID,
    now: Now
  ) throws(SendError) -> StreamPosition {
    context.now = now
    let position = try friends.send(
      text, kind: kind, tail: tail, to: id, sessions: &sessions, &context)
    route()
    return position
  }

  /// Every message up to this position is handled: the acknowledgement may leave. The end of a file
  /// among them waits for `consumeFile`.
  public mutating func consume(through position: StreamPosition, of id: FriendID, now: Now) {
    context.now = now
    friends.consume(through: position, of: id)
    route()
  }

  /// A message with a tail is handled. Called beside `consume`, whose effect such a contact may
  /// ignore.
  ///
  /// - Parameter tail: the message's id, and the time at which it was received.
  public mutating func acknowledge(_ tail: MessageTail, to id: FriendID, now: Now) {
    context.now = now
    friends.acknowledge(tail, to: id, sessions: &sessions, &context)
    route()
  }

  /// Shows or hides "is typing" at a contact.
  public mutating func setTyping(_ isTyping: Bool, to id: FriendID, now: Now) {
    context.now = now
    friends.setTyping(isTyping, to: id, sessions: &sessions, &context)
    route()
  }

  /// Sets name (at most 128 bytes) and status message (at most 1007), and tells all contacts.
  ///
  /// - Throws: `ProfileError.tooLong`; then nothing has changed.
  public mutating func setProfile(
    name: [UInt8], statusMessage: [UInt8], now: Now
  ) throws(ProfileError) {
    context.now = now
    try friends.setName(name, sessions: &sessions, &context)
    try friends.setStatusMessage(statusMessage, sessions: &sessions, &context)
    route()
  }

  public mutating func setStatus(_ status: UserStatus, now: Now) {
    context.now = now
    friends.setStatus(status, sessions: &sessions, &context)
    route()
  }

  /// From now on only requests with this nospam reach the owner.
  public mutating func setNoSpam(_ noSpam: NoSpam) { friends.setNoSpam(noSpam) }
}
