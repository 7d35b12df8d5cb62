import ToxWire

/// Our profile, as contacts see it.
struct OwnProfile: Hashable, Sendable {
  /// Without it in a friend request the request is dropped.
  var noSpam: NoSpam
  /// At most 128 bytes.
  var name: [UInt8] = []
  /// At most 1007 bytes.
  var statusMessage: [UInt8] = []
  var status = UserStatus.online
}

extension Friends {
  mutating func setName(
    _ name: [UInt8], sessions: inout some SessionSending, _ context: inout NodeContext
  ) throws(ProfileError) {
    guard name.count <= Nickname.sizeLimit else { throw .tooLong }
    profile.name = name
    tellAll(Nickname(name), sessions: &sessions, &context)
  }

  mutating func setStatusMessage(
    _ text: [UInt8], sessions: inout some SessionSending, _ context: inout NodeContext
  ) throws(ProfileError) {
    guard text.count <= StatusMessage.sizeLimit else { throw .tooLong }
    profile.statusMessage = text
    tellAll(StatusMessage(text), sessions: &sessions, &context)
  }

  mutating func setStatus(
    _ status: UserStatus, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    profile.status = status
    tellAll(UserStatusPacket(status), sessions: &sessions, &context)
  }

  /// From now on only requests with this nospam reach the owner. Contacts notice nothing.
  mutating func setNoSpam(_ noSpam: NoSpam) {
    guard noSpam != profile.noSpam else { return }
    profile.noSpam = noSpam
    requests.forgetWaiting()
  }

  /// Tells one contact whether we are typing; does nothing where it knows, or is not online.
  mutating func setTyping(
    _ isTyping: Bool, to id: FriendID, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id), case .online(let link) = friends[index].state,
      link.isTyping != isTyping
    else { return }
    friends[index].link?.isTyping = isTyping
    send(Typing(isTyping), to: index, sessions: &sessions, &context)
  }

  /// Sends a contact that comes online the whole profile, each time.
  mutating func introduce(
    to index: Int, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    send(Nickname(profile.name), to: index, sessions: &sessions, &context)
    send(StatusMessage(profile.statusMessage), to: index, sessions: &sessions, &context)
    send(UserStatusPacket(profile.status), to: index, sessions: &sessions, &context)
    friends[index].link?.isTyping = false
    send(Typing(false), to: index, sessions: &sessions, &context)
  }

  /// Tells a contact at which relays we can be reached: when it comes online, when that changes,
  /// and every two minutes, since it may have lost them.
  mutating func shareRelays(
    with index: Int, sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    let relays = Array(context.relaysToTell.prefix(ShareRelays.countLimit))
    guard friends[index].hasComeOnline, !relays.isEmpty,
      friends[index].link?.mayTell(relays, now: context.now) ?? false
    else { return }
    send(ShareRelays(relays), to: index, sessions: &sessions, &context)
  }

  private mutating func tellAll(
    _ payload: some FriendPayload, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    for index in friends.indices where friends[index].hasComeOnline {
      send(payload, to: index, sessions: &sessions, &context)
    }
  }

  /// Sends a packet that needs no receipt, where there is a session. A session that can't take it
  /// is about to end, and the contact gets the profile again after the next one begins.
  func send(
    _ payload: some FriendPayload, to index: Int, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    guard let link = friends[index].link else { return }
    _ = try? sessions.send(payload.encoded(), on: link.session, &context)
  }
}
