import GatewayCore

/// What a rule's `file` stands for.
struct RuleFile {
  enum Event: Hashable {
    /// Offered; a rule may decide.
    case offered
    /// Refused before a rule was asked: the bot takes no files.
    case refused
    case done
    case failed(FileFailure)
  }

  var event: Event
  /// nil for one that was refused before it was stored.
  var id: MessageID?
  var direction = Item.Direction.inbound
  var name: FileName
  var isAvatar = false
  var size: UInt64?
  var type: String?
  var digest: [UInt8]?
  var position: UInt64 = 0
  var at: UnixMilliseconds?
  /// What the rule has decided in this event.
  var isAccepted: Bool?

  init(_ item: FileItem, in event: Event) {
    self.event = event
    id = item.id
    direction = item.direction
    name = item.name
    isAvatar = item.isAvatar
    size = item.size
    type = item.type
    digest = item.digest
    position = item.position
    at = item.at
  }

  /// nil for an offer of something else.
  init?(refused offer: ContactOffer) {
    guard case .file(let name, let size, _) = offer else { return nil }
    event = .refused
    self.name = FileName(name)
    self.size = size
  }
}
