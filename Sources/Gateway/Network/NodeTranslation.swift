import GatewayCore
import GatewayEngine
import ToxCore
import ToxWire

/// Translates between the engine, which knows contacts by their keys, and a node, which numbers
/// them.
struct NodeTranslation {
  /// False drops the addresses that the node would store.
  private let remembersAddresses: Bool
  private var friends: [ContactKey: FriendID] = [:]
  private var keys: [FriendID: ContactKey] = [:]
  /// nil where files are not carried.
  var files: FileCarrier?
  /// nil where no avatar is shown.
  var avatars: AvatarCarrier?

  init(remembersAddresses: Bool) { self.remembersAddresses = remembersAddresses }

  func friend(_ key: ContactKey) -> FriendID? { friends[key] }

  mutating func add(_ friend: FriendID, _ key: ContactKey) {
    friends[key] = friend
    keys[friend] = key
  }

  mutating func remove(_ key: ContactKey) -> FriendID? {
    guard let friend = friends.removeValue(forKey: key) else { return nil }
    keys[friend] = nil
    avatars?.forget(friend)
    return friend
  }

  /// The event as the engine knows it; nil where it concerns a contact that was removed since, or
  /// an address that must not be stored.
  func translate(_ event: Event) -> NetworkEvent? {
    if avatars?.handle(event) == true { return nil }
    return switch event {
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
          NetworkMessage(
            contact: $0, kind: kind == .action ? .action : .text,
            text: String(decoding: text, as: UTF8.self), stamp: tail.map(MessageStamp.init),
            position: MessagePosition(position)))
      }
    case .messageAcknowledged(let friend, let id):
      keys[friend].map { .acknowledged($0, stampID: id.bytes) }
    case .offer(let friend, let offer): keys[friend].map { .offer($0, ContactOffer(offer)) }
    case .fileOffered(let transfer, let details):
      keys[transfer.contact].flatMap { files?.offered(transfer, details, by: $0) }
    case .fileData, .fileReceived, .fileAccepted, .fileWritable, .fileSent, .filePaused,
      .fileResumed, .fileEnded:
      files?.handle(event)
    case .receipt(let friend, let position):
      keys[friend].map { .receipt($0, through: MessagePosition(position)) }
    case .acknowledgementKnown(let friend, let position):
      keys[friend].map { .acknowledgementKnown($0, through: MessagePosition(position)) }
    case .friendChangedRoute(let friend): keys[friend].map { .routeChanged($0) }
    case .friendReachableAt where !remembersAddresses: nil
    case .friendReachableAt(let friend, let dhtKey, let endpoint):
      keys[friend].map { .reachable($0, hint: PackedNode(udp: endpoint, dhtKey).encoded()) }
    }
  }
}
