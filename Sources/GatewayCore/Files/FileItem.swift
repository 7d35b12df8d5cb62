/// A file in a conversation: an item whose bytes stand in the home, beside the database.
public struct FileItem: Hashable, Sendable {
  /// The number of its item.
  public var id: MessageID
  public var contact: ContactKey
  public var direction: Item.Direction
  public var name: FileName
  /// Whether it is the picture that the contact shows.
  public var isAvatar = false
  /// In bytes, as the sender's client claims it; nil for a stream, whose end is not known before it
  /// comes.
  public var size: UInt64?
  public var state: State
  /// Bytes that are on the disk of the side that receives it.
  public var position: UInt64
  /// The media type by content, such as "application/pdf"; nil until enough of it is here.
  public var type: String?
  /// SHA-256 of the whole file; nil until it is whole.
  public var digest: [UInt8]?
  /// When it was offered.
  public var at: UnixMilliseconds
  /// Why it was refused or has ended.
  public var failure: FileFailure?
  /// Its name, size, type and hash, sealed to the people that read them with what opens its bytes;
  /// nil where the bot itself knows them.
  public var record: [UInt8]?

  public init(
    id: MessageID, contact: ContactKey, direction: Item.Direction, name: FileName, size: UInt64?,
    state: State, position: UInt64 = 0, type: String? = nil, digest: [UInt8]? = nil,
    at: UnixMilliseconds, failure: FileFailure? = nil
  ) {
    self.id = id
    self.contact = contact
    self.direction = direction
    self.name = name
    self.size = size
    self.state = state
    self.position = position
    self.type = type
    self.digest = digest
    self.at = at
    self.failure = failure
  }

  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Of a contact; a rule or a person has to decide. Exits: accepted, refused, ended.
    case offered
    /// The contact may send it; a part may be here. It stays so while the contact is away: its
    /// client has to offer the file again. Exits: whole, refused, ended.
    case accepted
    /// Ours, which the contact has not wholly. Exits: whole, refused, ended.
    case waiting
    /// The side that receives it has all of it, with this hash on its disk.
    case whole
    /// The side that receives it did not want it.
    case refused
    /// Cancelled by either side, too late, or broken; see the failure.
    case ended
  }
}

/// Why a transfer ended before its file was whole.
public enum FileFailure: String, Hashable, Sendable, CaseIterable {
  /// The contact refused it or cancelled it.
  case cancelledByContact = "cancelled-by-contact"
  /// A rule or a person cancelled it.
  case cancelled
  /// The contact's client broke the protocol: more bytes than it said, or fewer.
  case malformed
  /// It would be more than a limit of the bot's file allows.
  case overLimit = "over-limit"
  /// The type by content is none that the bot's file allows.
  case type
  /// Our file can't be read any more, or has changed.
  case unreadable
  /// It was not finished in its time.
  case expired
}
