import GatewayCore
import GatewayEngine
import ToxCore
import ToxWire

/// Carries out commands of the engine on the node.
extension NodeTranslation {
  /// - Returns: the outcomes of the commands that have one.
  mutating func carryOut(
    _ commands: [NetworkCommand], on node: inout ToxNode, now: Now
  ) -> [NetworkEvent] {
    var outcomes: [NetworkEvent] = []
    for (index, command) in commands.enumerated()
    where !isOvertaken(command, in: commands[index...]) {
      if let outcome = carryOut(command, on: &node, now: now) { outcomes.append(outcome) }
    }
    return outcomes
  }

  /// Whether the next command makes this one unnecessary: of successive acknowledgements to one
  /// contact the last is enough.
  private func isOvertaken(
    _ command: NetworkCommand, in rest: ArraySlice<NetworkCommand>
  ) -> Bool {
    guard case .consume(let key, _) = command,
      case .consume(key, _)? = rest.dropFirst().first
    else { return false }
    return true
  }

  private mutating func carryOut(
    _ command: NetworkCommand, on node: inout ToxNode, now: Now
  ) -> NetworkEvent? {
    switch command {
    case .consume(let key, let position):
      if let friend = friend(key) {
        node.consume(through: StreamPosition(position), of: friend, now: now)
      }
    case .acknowledge(let key, let stamp):
      if let friend = friend(key) {
        node.acknowledge(stamp.tail, to: friend, now: now)
      }
    case .send(let message):
      return .sent(message.contact, message.id, send(message, on: &node, now: now))
    case .add(let key, let request, let hint):
      return add(key, request: request, hint: hint, on: &node, now: now)
    case .remove(let key):
      if let friend = remove(key) { node.removeFriend(friend, now: now) }
    case .reconnect(let key): return reconnect(key, on: &node, now: now)
    case .setProfile(let profile):
      try? node.setProfile(
        name: Self.bytes(of: profile.name, max: 128),
        statusMessage: Self.bytes(of: profile.about, max: 1_007), now: now)
      node.setStatus(profile.status.userStatus, now: now)
      avatars?.use(profile.avatar, on: &node, now: now)
    case .setTyping(let key, let isTyping):
      if let friend = friend(key) { node.setTyping(isTyping, to: friend, now: now) }
    case .setNoSpam(let value):
      node.setNoSpam(NoSpam(value))
    case .file(let command):
      let contact = command.contact.flatMap(friend)
      return files?.carryOut(command, with: contact, on: &node, now: now)
    }
    return nil
  }

  private func send(
    _ message: OutboxMessage, on node: inout ToxNode, now: Now
  ) -> Result<MessagePosition, SendObstacle> {
    guard let friend = friend(message.contact) else { return .failure(.offline) }
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
    _ key: ContactKey, request: ContactRequest?, hint: [UInt8]?, on node: inout ToxNode, now: Now
  ) -> NetworkEvent? {
    guard friend(key) == nil else { return nil }
    let remembered = hint.flatMap { try? PackedNode(decoding: $0) }
    do throws(AddFriendError) {
      let friend = try node.addFriend(
        LongTermPublicKey(key.bytes),
        request: request.map { (NoSpam($0.noSpam), Array($0.message.utf8)) },
        hint: remembered.map { ($0.key, $0.address.endpoint) }, now: now)
      add(friend, key)
      return nil
    } catch {
      return .notAdded(key, error == .tooMany ? .tooMany : .unusable("\(error)"))
    }
  }

  private mutating func reconnect(
    _ key: ContactKey, on node: inout ToxNode, now: Now
  ) -> NetworkEvent? {
    guard let friend = remove(key) else { return nil }
    node.removeFriend(friend, now: now)
    return add(key, request: nil, hint: nil, on: &node, now: now)
  }

  /// At most `max` bytes of a text, cut between characters.
  private static func bytes(of text: String, max: Int) -> [UInt8] {
    var text = text
    while text.utf8.count > max { text.removeLast() }
    return Array(text.utf8)
  }
}
