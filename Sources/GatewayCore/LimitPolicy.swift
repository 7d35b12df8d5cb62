/// `limits { … }`: how much of the bot's disk and attention people may use.
///
/// The defaults are made for a bot that accepts everyone. nil means no limit.
public struct LimitPolicy: Hashable, Sendable {
  /// Messages of one contact that are handled in an hour.
  public var contactMessagesPerHour: Int64? = 2_000
  /// Bytes that one contact makes the bot store in an hour: its messages, and the answers and
  /// deliveries that they cause. Enough for two thousand messages of the largest size, three times
  /// over.
  public var contactBytesPerHour: Int64? = 8 << 20
  /// The same for all contacts together.
  public var messagesPerHour: Int64? = 60_000
  public var bytesPerHour: Int64? = 128 << 20
  /// The maximum size of the database in bytes; beyond it only the owner's commands write.
  public var storedBytes: Int64? = 4 << 30
  /// Bytes of the file system that are left free for other programs and for deletion. nil: a
  /// sixteenth of the file system, and 64 MiB at most.
  public var freeBytes: Int64?
  /// Requests that wait for the owner; the oldest are replaced.
  public var waitingRequests: Int64? = 1_000
  /// Requests that are stored or accepted in a day.
  public var requestsPerDay: Int64? = 10_000

  public init() {}

  /// For an identity without a bot's file: its contacts were added by a person, and only the disk
  /// space limits their messages.
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

/// A limit, by its name in the bot's file.
public enum LimitName: String, Hashable, Sendable, CaseIterable {
  case contactMessagesPerHour = "contact_messages_per_hour"
  case contactBytesPerHour = "contact_bytes_per_hour"
  case messagesPerHour = "messages_per_hour"
  case bytesPerHour = "bytes_per_hour"
  case storedBytes = "stored_bytes"
  case freeBytes = "free_bytes"
  case waitingRequests = "waiting_requests"
  case requestsPerDay = "requests_per_day"
  /// Not in the file: the number of contacts that the network half can search and hold.
  case contacts
}

/// Reports that a limit was reached.
public struct LimitNotice: Hashable, Sendable {
  public var name: LimitName
  /// The contact that it stops; nil where it stops all contacts.
  public var contact: Contact?
  /// How often the same limit was reached since the last notice.
  public var others: Int

  public init(_ name: LimitName, contact: Contact? = nil, others: Int = 0) {
    self.name = name
    self.contact = contact
    self.others = others
  }
}
