import GatewayCore
import Synchronization
import ToxCore
import ToxNIO
import ToxWire

/// Stands between the worker, which knows contacts by their keys, and the driver, whose node
/// numbers them. Translates events one way and commands the other, a batch at a time.
final class NetworkBridge: Network, @unchecked Sendable {
  private struct Waiting {
    /// Commands that wait for the loop.
    var commands: [NetworkCommand] = []
    var driver: Driver?
  }

  private let waiting = Mutex(Waiting())
  /// Who is who. Touched on the loop only: each message asks for it.
  private var directory = ContactDirectory()
  private let remembersAddresses: Bool
  private let deliver: @Sendable ([NetworkEvent], _ isUrgent: Bool) -> Void

  /// - Parameters:
  ///   - remembersAddresses: false drops what the node would like remembered.
  ///   - deliver: takes events, in order; called on the loop. What is not urgent may wait for the
  ///     next that is.
  init(
    remembersAddresses: Bool,
    deliver: @escaping @Sendable ([NetworkEvent], _ isUrgent: Bool) -> Void
  ) {
    self.remembersAddresses = remembersAddresses
    self.deliver = deliver
  }

  /// From now on commands are carried out.
  func attach(_ driver: Driver) { waiting.withLock { $0.driver = driver } }

  func post(_ commands: [NetworkCommand]) {
    guard !commands.isEmpty else { return }
    let driver: Driver? = waiting.withLock { waiting in
      let wasEmpty = waiting.commands.isEmpty
      waiting.commands += commands
      return wasEmpty ? waiting.driver : nil
    }
    guard let driver else { return }
    let isTaken = driver.enqueue { node, now in self.carryOutWaiting(&node, now) }
    if !isTaken {
      // The driver's own mailbox is full: wait in line with everybody else.
      Task { await driver.perform { node, now in self.carryOutWaiting(&node, now) } }
    }
  }

  /// Called on the loop.
  func translate(_ events: [Event]) {
    deliver(events.compactMap(translate), true)
  }

  private func translate(_ event: Event) -> NetworkEvent? {
    if case .friendReachableAt = event, !remembersAddresses { return nil }
    return directory.translate(event)
  }

  private func carryOutWaiting(_ node: inout ToxNode, _ now: Now) {
    let commands = waiting.withLock { waiting in
      defer { waiting.commands = [] }
      return waiting.commands
    }
    var outcomes: [NetworkEvent] = []
    for index in commands.indices {
      if isOvertaken(commands, index) { continue }
      if let outcome = carryOut(commands[index], &node, now) { outcomes.append(outcome) }
    }
    if !outcomes.isEmpty { deliver(outcomes, false) }
  }

  /// Of acknowledgements to one contact in a row the last one says all.
  private func isOvertaken(_ commands: [NetworkCommand], _ index: Int) -> Bool {
    guard index + 1 < commands.count, case .consume(let key, _) = commands[index],
      case .consume(key, _) = commands[index + 1]
    else { return false }
    return true
  }

  private func carryOut(
    _ command: NetworkCommand, _ node: inout ToxNode, _ now: Now
  ) -> NetworkEvent? {
    switch command {
    case .consume(let key, let position):
      if let friend = directory.friend(key) {
        node.consume(through: position, of: friend, now: now)
      }
    case .acknowledge(let key, let stamp):
      if let friend = directory.friend(key) {
        node.acknowledge(stamp.tail, to: friend, now: now)
      }
    case .send(let message):
      return .sent(message.contact, message.id, send(message, &node, now))
    case .add(let key, let request, let hint):
      return add(key, request, hint, &node, now)
    case .remove(let key):
      if let friend = directory.remove(key) { node.removeFriend(friend, now: now) }
    case .reconnect(let key): return reconnect(key, &node, now)
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
    _ message: OutboxMessage, _ node: inout ToxNode, _ now: Now
  ) -> Result<StreamPosition, SendError> {
    guard let friend = directory.friend(message.contact) else { return .failure(.offline) }
    return Result { () throws(SendError) in
      try node.send(
        Array(message.text.utf8), kind: message.kind == .action ? .action : .text,
        tail: message.stamp?.tail, to: friend, now: now)
    }
  }

  private func add(
    _ key: ContactKey, _ request: ContactRequest?, _ hint: [UInt8]?, _ node: inout ToxNode,
    _ now: Now
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
      return .notAdded(key, error)
    }
  }

  private func reconnect(
    _ key: ContactKey, _ node: inout ToxNode, _ now: Now
  ) -> NetworkEvent? {
    guard let friend = directory.remove(key) else { return nil }
    node.removeFriend(friend, now: now)
    return add(key, nil, nil, &node, now)
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
