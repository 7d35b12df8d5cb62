import GatewayCore
import GatewayEngine
import ToxCore
import ToxWire

/// Speaks for the engine, which knows contacts by their keys, with a node, which numbers them.
struct NodeTranslation {
  /// Who is who: each message asks for it.
  private var directory = ContactDirectory()
  /// False drops what the node would like remembered.
  private let remembersAddresses: Bool

  init(remembersAddresses: Bool) { self.remembersAddresses = remembersAddresses }

  /// The event as the engine knows it; nil where it is nothing to it.
  func translate(_ event: Event) -> NetworkEvent? {
    if case .friendReachableAt = event, !remembersAddresses { return nil }
    return directory.translate(event)
  }

  /// - Returns: what became of the commands, as far as that is told.
  mutating func carryOut(
    _ commands: [NetworkCommand], on node: inout ToxNode, now: Now
  ) -> [NetworkEvent] {
    var outcomes: [NetworkEvent] = []
    for index in commands.indices where !isOvertaken(commands, index) {
      if let outcome = carryOut(commands[index], &node, now: now) { outcomes.append(outcome) }
    }
    return outcomes
  }

  /// Of acknowledgements to one contact in a row the last one says all.
  private func isOvertaken(_ commands: [NetworkCommand], _ index: Int) -> Bool {
    guard index + 1 < commands.count, case .consume(let key, _) = commands[index],
      case .consume(key, _) = commands[index + 1]
    else { return false }
    return true
  }

  private mutating func carryOut(
    _ command: NetworkCommand, _ node: inout ToxNode, now: Now
  ) -> NetworkEvent? {
    switch command {
    case .consume(let key, let position):
      if let friend = directory.friend(key) {
        node.consume(through: StreamPosition(position), of: friend, now: now)
      }
    case .acknowledge(let key, let stamp):
      if let friend = directory.friend(key) {
        node.acknowledge(stamp.tail, to: friend, now: now)
      }
    case .send(let message):
      return .sent(message.contact, message.id, send(message, &node, now: now))
    case .add(let key, let request, let hint):
      return add(key, request: request, hint: hint, &node, now: now)
    case .remove(let key):
      if let friend = directory.remove(key) { node.removeFriend(friend, now: now) }
    case .reconnect(let key): return reconnect(key, &node, now: now)
    case .setProfile(let profile):
      try? node.setProfile(
        name: Self.bytes(of: profile.name, max: 128),
        statusMessage: Self.bytes(of: profile.about, max: 1_007), now: now)
      node.setStatus(profile.status.userStatus, now: now)
    case .setTyping(let key, let isTyping):
      if let friend = directory.friend(key) { node.setTyping(isTyping, to: friend, now: now) }
    case .setNoSpam(let value):
      node.setNoSpam(NoSpam(value))
    }
    return nil
  }

  private func send(
    _ message: OutboxMessage, _ node: inout ToxNode, now: Now
  ) -> Result<MessagePosition, SendObstacle> {
    guard let friend = directory.friend(message.contact) else { return .failure(.offline) }
    do throws(SendError) {
      return .success(
        MessagePosition(
          try node.send(
            Array(message.text.utf8), kind: message.kind == .action ? .action : .text,
            tail: message.stamp?.tail, to: friend, now: now)))
    } catch {
      return .failure(error == .queueFull ? .queueFull : .offline)
    }
  }

  private mutating func add(
    _ key: ContactKey, request: ContactRequest?, hint: [UInt8]?, _ node: inout ToxNode,
    now: Now
  ) -> NetworkEvent? {
    guard directory.friend(key) == nil else { return nil }
    let remembered = hint.flatMap { try? PackedNode(decoding: $0) }
    do throws(AddFriendError) {
      let friend = try node.addFriend(
        LongTermPublicKey(key.bytes),
        request: request.map { (NoSpam($0.noSpam), Array($0.message.utf8)) },
        hint: remembered.map { ($0.key, $0.address.endpoint) }, now: now)
      directory.add(friend, key)
      return nil
    } catch {
      return .notAdded(key, error == .tooMany ? .tooMany : .unusable("\(error)"))
    }
  }

  private mutating func reconnect(
    _ key: ContactKey, _ node: inout ToxNode, now: Now
  ) -> NetworkEvent? {
    guard let friend = directory.remove(key) else { return nil }
    node.removeFriend(friend, now: now)
    return add(key, request: nil, hint: nil, &node, now: now)
  }

  /// At most `max` bytes of a text, cut at a character.
  private static func bytes(of text: String, max: Int) -> [UInt8] {
    var text = text
    while text.utf8.count > max { text.removeLast() }
    return Array(text.utf8)
  }
}

extension BotConfiguration.Profile.Status {
  fileprivate var userStatus: UserStatus {
    switch self {
    case .online: .online
    case .away: .away
    case .busy: .busy
    }
  }
}

extension StreamPosition {
  fileprivate init(_ position: MessagePosition) {
    self.init(session: SessionID(position.session.rawValue), number: position.number)
  }
}

extension MessagePosition {
  init(_ position: StreamPosition) {
    self.init(session: Session(position.session.rawValue), number: position.number)
  }
}
