import GatewayCore
import Synchronization
import ToxCore
import ToxNIO
import ToxWire

/// Stands between the worker, which knows contacts by their keys, and the driver, whose node numbers
/// them. Translates events one way and commands the other, a batch at a time.
final class NetworkBridge: Network {
  private struct State {
    var friends: [ContactKey: FriendID] = [:]
    var keys: [FriendID: ContactKey] = [:]
    /// Commands that wait for the loop.
    var commands: [NetworkCommand] = []
    var driver: Driver?
  }

  private let state = Mutex(State())
  private let deliver: @Sendable ([NetworkEvent]) -> Void

  /// - Parameter deliver: takes events, in order; called on the loop.
  init(deliver: @escaping @Sendable ([NetworkEvent]) -> Void) { self.deliver = deliver }

  /// From now on commands are carried out.
  func attach(_ driver: Driver) { state.withLock { $0.driver = driver } }

  func post(_ commands: [NetworkCommand]) {
    guard !commands.isEmpty else { return }
    let driver: Driver? = state.withLock { state in
      let wasEmpty = state.commands.isEmpty
      state.commands += commands
      return wasEmpty ? state.driver : nil
    }
    guard let driver else { return }
    let isTaken = driver.enqueue { node, now in self.carryOutWaiting(&node, now) }
    if !isTaken {
      // The driver's own mailbox is full: wait in line with everybody else.
      Task { await driver.perform { node, now in self.carryOutWaiting(&node, now) } }
    }
  }

  func translate(_ events: [Event]) {
    deliver(events.compactMap(translate))
  }

  private func carryOutWaiting(_ node: inout ToxNode, _ now: Now) {
    let commands = state.withLock { state in
      defer { state.commands.removeAll(keepingCapacity: true) }
      return state.commands
    }
    var outcomes: [NetworkEvent] = []
    for command in commands {
      if let outcome = carryOut(command, &node, now) { outcomes.append(outcome) }
    }
    if !outcomes.isEmpty { deliver(outcomes) }
  }

  private func carryOut(
    _ command: NetworkCommand, _ node: inout ToxNode, _ now: Now
  ) -> NetworkEvent? {
    switch command {
    case .consume(let key, let position):
      if let friend = friend(key) { node.consume(through: position, of: friend, now: now) }
    case .send(let key, let id, let kind, let text):
      return .sent(key, id, send(text, kind, to: key, &node, now))
    case .add(let key, let request, let hint):
      add(key, request, hint, &node, now)
    case .remove(let key):
      if let friend = forget(key) { node.removeFriend(friend, now: now) }
    case .setProfile(let profile):
      try? node.setProfile(
        name: Self.bytes(of: profile.name, max: 128),
        statusMessage: Self.bytes(of: profile.about, max: 1_007), now: now)
      node.setStatus(profile.status.userStatus, now: now)
    case .setTyping(let key, let isTyping):
      if let friend = friend(key) { node.setTyping(isTyping, to: friend, now: now) }
    case .setNoSpam(let value):
      node.setNoSpam(NoSpam(value))
    }
    return nil
  }

  private func send(
    _ text: String, _ kind: InboundMessage.Kind, to key: ContactKey, _ node: inout ToxNode,
    _ now: Now
  ) -> Result<StreamPosition, SendError> {
    guard let friend = friend(key) else { return .failure(.offline) }
    return Result { () throws(SendError) in
      try node.send(
        Array(text.utf8), kind: kind == .action ? .action : .text, to: friend, now: now)
    }
  }

  private func add(
    _ key: ContactKey, _ request: ContactRequest?, _ hint: [UInt8]?, _ node: inout ToxNode,
    _ now: Now
  ) {
    guard friend(key) == nil else { return }
    let remembered = hint.flatMap { try? PackedNode(decoding: $0) }
    // The worker adds only keys that it checked; a contact over the node's limit stays stored and
    // is tried again at the next start.
    guard
      let friend = try? node.addFriend(
        LongTermPublicKey(key.bytes),
        request: request.map { (NoSpam($0.noSpam), Array($0.message.utf8)) },
        hint: remembered.map { ($0.key, $0.address.endpoint) }, now: now)
    else { return }
    state.withLock { state in
      state.friends[key] = friend
      state.keys[friend] = key
    }
  }

  private func friend(_ key: ContactKey) -> FriendID? { state.withLock { $0.friends[key] } }

  private func forget(_ key: ContactKey) -> FriendID? {
    state.withLock { state in
      guard let friend = state.friends.removeValue(forKey: key) else { return nil }
      state.keys[friend] = nil
      return friend
    }
  }

  private func key(of friend: FriendID) -> ContactKey? { state.withLock { $0.keys[friend] } }

  /// At most `max` bytes of a text, cut at a character.
  private static func bytes(of text: String, max: Int) -> [UInt8] {
    var text = text
    while text.utf8.count > max { text.removeLast() }
    return Array(text.utf8)
  }
}

extension NetworkBridge {
  private func translate(_ event: Event) -> NetworkEvent? {
    switch event {
    case .connection(let status): .connection(status)
    case .friendRequest(let key, let message):
      .contactRequest(
        ContactKey(bytes: key.bytes), text: String(decoding: message, as: UTF8.self))
    case .friendOnline(let friend): key(of: friend).map { .online($0) }
    case .friendOffline(let friend): key(of: friend).map { .offline($0) }
    case .friendName(let friend, let name):
      key(of: friend).map { .name($0, String(decoding: name, as: UTF8.self)) }
    case .friendStatusMessage(let friend, let text):
      key(of: friend).map { .statusMessage($0, String(decoding: text, as: UTF8.self)) }
    case .friendStatus(let friend, let status): key(of: friend).map { .status($0, status) }
    case .friendTyping(let friend, let isTyping): key(of: friend).map { .typing($0, isTyping) }
    case .message(let friend, let kind, let text, let position):
      key(of: friend).map {
        .message(
          $0, kind == .action ? .action : .text, text: String(decoding: text, as: UTF8.self),
          at: position)
      }
    case .receipt(let friend, let position):
      key(of: friend).map { .receipt($0, through: position) }
    case .friendReachableAt(let friend, let dhtKey, let endpoint):
      key(of: friend).map {
        .reachable($0, hint: PackedNode(udp: endpoint, dhtKey).encoded())
      }
    }
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
