import GatewayCore
import GatewayEngine
import ToxCore
import ToxWire

/// Which contact is which friend of the node.
struct ContactDirectory {
  private var friends: [ContactKey: FriendID] = [:]
  private var keys: [FriendID: ContactKey] = [:]

  func friend(_ key: ContactKey) -> FriendID? { friends[key] }

  mutating func add(_ friend: FriendID, _ key: ContactKey) {
    friends[key] = friend
    keys[friend] = key
  }

  mutating func remove(_ key: ContactKey) -> FriendID? {
    guard let friend = friends.removeValue(forKey: key) else { return nil }
    keys[friend] = nil
    return friend
  }

  /// The event as the engine knows it; nil where it concerns somebody who was removed meanwhile.
  func translate(_ event: Event) -> NetworkEvent? {
    switch event {
    case .connection(let status): .connection(.init(status))
    case .runsElsewhere: .runsElsewhere
    case .friendRequest(let key, let message):
      .contactRequest(
        ContactKey(bytes: key.bytes), text: String(decoding: message, as: UTF8.self))
    case .friendOnline(let friend): keys[friend].map { .online($0) }
    case .friendOffline(let friend): keys[friend].map { .offline($0) }
    case .friendName(let friend, let name):
      keys[friend].map { .name($0, String(decoding: name, as: UTF8.self)) }
    case .friendStatusMessage(let friend, let text):
      keys[friend].map { .statusMessage($0, String(decoding: text, as: UTF8.self)) }
    case .friendStatus(let friend, let status): keys[friend].map { .status($0, .init(status)) }
    case .friendTyping(let friend, let isTyping): keys[friend].map { .typing($0, isTyping) }
    case .message(let friend, let kind, let text, let tail, let position):
      keys[friend].map {
        .message(
          $0, kind == .action ? .action : .text, text: String(decoding: text, as: UTF8.self),
          stamp: tail.map(MessageStamp.init), at: MessagePosition(position))
      }
    case .messageAcknowledged(let friend, let id):
      keys[friend].map { .acknowledged($0, stampID: id.bytes) }
    case .offer(let friend, let offer): keys[friend].map { .offer($0, ContactOffer(offer)) }
    case .receipt(let friend, let position):
      keys[friend].map { .receipt($0, through: MessagePosition(position)) }
    case .acknowledgementKnown(let friend, let position):
      keys[friend].map { .acknowledgementKnown($0, through: MessagePosition(position)) }
    case .friendChangedRoute(let friend): keys[friend].map { .routeChanged($0) }
    case .friendReachableAt(let friend, let dhtKey, let endpoint):
      keys[friend].map {
        .reachable($0, hint: PackedNode(udp: endpoint, dhtKey).encoded())
      }
    }
  }
}

extension MessageStamp {
  fileprivate init(_ tail: MessageTail) {
    self.init(id: tail.id.bytes, seconds: tail.time)
  }

  /// As it stands in a packet.
  var tail: MessageTail { MessageTail(id: Bytes32(id.span), time: seconds) }
}

extension ConnectionReport.Status {
  fileprivate init(_ status: ConnectionStatus) {
    switch status {
    case .offline: self = .offline
    case .joining: self = .joining
    case .announced: self = .announced
    }
  }
}

extension BotConfiguration.Profile.Status {
  fileprivate init(_ status: UserStatus) {
    switch status {
    case .online: self = .online
    case .away: self = .away
    case .busy: self = .busy
    }
  }
}

extension ContactOffer {
  fileprivate init(_ offer: FriendOffer) {
    switch offer {
    case .call(let withVideo): self = .call(withVideo: withVideo)
    case .file(let kind, let size, let name):
      self = .file(name: String(decoding: name, as: UTF8.self), size: size, kind: kind)
    case .group(let name): self = .invitation(name: String(decoding: name, as: UTF8.self))
    }
  }
}
