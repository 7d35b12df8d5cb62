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
  /// Why it was refused or has ended.
  public var failure: FileFailure?
  /// When it was offered.
  public var time: UnixMilliseconds

  private enum CodingKeys: String, CodingKey {
    case id, contact, direction, name
    case claimedName = "claimed_name"
    case size, state, position, type, sha256, failure, time
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
    failure = file.failure
    time = file.at
  }
}

extension FileItem.State: Codable {}
extension FileFailure: Codable {}
