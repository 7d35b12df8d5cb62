/// `limits { … }`: how much of the bot's disk and attention people may take.
///
/// The defaults are made for a bot that accepts everyone. nil means no limit.
public struct LimitPolicy: Hashable, Sendable {
  /// Messages of one contact that are handled in an hour.
  public var contactMessagesPerHour: Int64? = 2_000
  /// Bytes that one contact makes the bot store in an hour: its messages, and the answers and
  /// deliveries that follow from them. Two thousand messages of the largest size, three times over.
  public var contactBytesPerHour: Int64? = 8 << 20
  /// The same of all contacts together.
  public var messagesPerHour: Int64? = 60_000
  public var bytesPerHour: Int64? = 128 << 20
  /// Bytes that the database may take; beyond them only the owner's commands write.
  public var storedBytes: Int64? = 4 << 30
  /// Bytes of the file system that are left free for others and for deletion. nil: a sixteenth of
  /// the file system, and 64 MiB at most.
  public var freeBytes: Int64?
  /// Requests that wait for the owner; the oldest make way.
  public var waitingRequests: Int64? = 1_000
  /// Requests that are stored or accepted in a day.
  public var requestsPerDay: Int64? = 10_000

  public init() {}

  /// For one's own identity, without a bot's file: its contacts are those that a person added, and
  /// only the disk's room bounds what they say.
  public static var ownIdentity: LimitPolicy {
    var limits = LimitPolicy()
    limits.contactMessagesPerHour = nil
    limits.contactBytesPerHour = nil
    limits.messagesPerHour = nil
    limits.bytesPerHour = nil
    limits.storedBytes = nil
    return limits
  }

  /// The bytes to leave free of a file system of this size.
  public func freeBytes(ofFileSystem size: Int64) -> Int64 {
    freeBytes ?? min(64 << 20, size / 16)
  }
}

/// A limit that may bite, as the bot's file names it.
public enum LimitName: String, Hashable, Sendable, CaseIterable {
  case contactMessagesPerHour = "contact_messages_per_hour"
  case contactBytesPerHour = "contact_bytes_per_hour"
  case messagesPerHour = "messages_per_hour"
  case bytesPerHour = "bytes_per_hour"
  case storedBytes = "stored_bytes"
  case freeBytes = "free_bytes"
  case waitingRequests = "waiting_requests"
  case requestsPerDay = "requests_per_day"
  /// Not in the file: as many contacts as the network half can search and hold.
  case contacts
}

/// A limit bites.
public struct LimitNotice: Hashable, Sendable {
  public var name: LimitName
  /// Whom it holds back; nil where it holds everybody back.
  public var contact: Contact?
  /// The same limit held back so many more since the last notice.
  public var others: Int

  public init(_ name: LimitName, contact: Contact? = nil, others: Int = 0) {
    self.name = name
    self.contact = contact
    self.others = others
  }
}
