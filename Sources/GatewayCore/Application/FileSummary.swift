/// A file as shown in lists.
public struct FileSummary: Codable, Hashable, Sendable {
  public var id: Int64
  /// The contact's codename.
  public var contact: String
  public var direction: Item.Direction
  /// Made harmless; see `FileName.shown`.
  public var name: String
  /// As its sender wrote it, where that differs.
  public var claimedName: String?
  /// In bytes; nil where the sender's client does not say.
  public var size: Int64?
  public var state: FileItem.State
  /// Bytes that the side has which receives it.
  public var position: Int64
  /// The media type by content; nil before it is known.
  public var type: String?
  /// 64 hex digits; nil before it is whole.
  public var sha256: String?
  /// Whether it is the picture that a contact shows of itself; nil for any other file.
  public var isAvatar: Bool?
  /// Whether a copy stands beside it that a program of the bot made of it; nil where there is none,
  /// or where the bot does not say.
  public var hasDerivedCopy: Bool?
  /// Why it was refused or has ended.
  public var failure: FileFailure?
  /// When it was offered.
  public var time: UnixMilliseconds
  /// What people need to read it, in Base64: its name, size, type and hash, and the key of its
  /// bytes. The article SealedFormat.md says what opens it.
  public var sealed: String?

  private enum CodingKeys: String, CodingKey {
    case id, contact, direction, name
    case claimedName = "claimed_name"
    case size, state, position, type, sha256
    case isAvatar = "avatar"
    case hasDerivedCopy = "derived"
    case failure, time, sealed
  }

  public init(_ file: FileItem, of contact: Codename) {
    id = file.id.rawValue
    self.contact = contact.text
    direction = file.direction
    name = file.name.shown
    claimedName = name == file.name.claimed ? nil : file.name.claimed
    size = file.size.map { Int64(clamping: $0) }
    state = file.state
    position = Int64(clamping: file.position)
    type = file.type
    sha256 = file.digest?.hexadecimal
    isAvatar = file.isAvatar ? true : nil
    failure = file.failure
    time = file.at
    if let record = file.record {
      name = MessageSummary.sealedText
      claimedName = nil
      (size, type, sha256) = (nil, nil, nil)
      sealed = record.base64
    }
  }

  /// A sealed file that left its home, of which nothing else is known.
  public init(sealed record: [UInt8], id: Int64) {
    self.id = id
    contact = MessageSummary.sealedText
    direction = .inbound
    name = MessageSummary.sealedText
    state = .whole
    position = 0
    time = UnixMilliseconds(0)
    sealed = record.base64
  }

  /// The same with what its people are told of it.
  public func showing(_ record: SealedFileRecord) -> FileSummary {
    var opened = self
    opened.name = record.name.shown
    opened.claimedName = opened.name == record.name.claimed ? nil : record.name.claimed
    opened.size = record.size.map { Int64(clamping: $0) }
    opened.type = record.type
    opened.sha256 = record.digest?.hexadecimal
    opened.sealed = nil
    return opened
  }
}

extension FileItem.State: Codable {}
extension FileFailure: Codable {}
