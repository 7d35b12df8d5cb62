/// Selects messages of the inbox; nil means any.
public struct InboxFilter: Hashable, Sendable {
  public enum Order: String, Hashable, Sendable {
    case newestFirst = "newest_first"
    case oldestFirst = "oldest_first"
  }

  /// Only for messages of contacts: our own answers are neither open nor closed.
  public var status: Item.Status?
  /// Only messages of contacts that have not been shown completely yet.
  public var onlyNew: Bool
  public var contact: ContactKey?
  public var label: String?
  /// Only texts that their writers encrypted: "pgp", "age", the id of a key, or "any".
  public var encryption: String?
  /// Only messages of such conversations.
  public var triage: TriageFilter
  public var since: UnixMilliseconds?
  /// Only messages from before this time.
  public var until: UnixMilliseconds?
  /// Only messages older than this one: the next page, even if new ones have arrived.
  public var before: MessageID?
  /// Only messages newer than this one.
  public var after: MessageID?
  public var limit: Int
  public var order: Order

  public init(
    status: Item.Status? = nil, onlyNew: Bool = false, contact: ContactKey? = nil,
    label: String? = nil, encryption: String? = nil,
    triage: TriageFilter = TriageFilter(), since: UnixMilliseconds? = nil,
    until: UnixMilliseconds? = nil, before: MessageID? = nil, after: MessageID? = nil,
    limit: Int = 100, order: Order = .newestFirst
  ) {
    self.status = status
    self.onlyNew = onlyNew
    self.contact = contact
    self.label = label
    self.encryption = encryption
    self.triage = triage
    self.since = since
    self.until = until
    self.before = before
    self.after = after
    self.limit = limit
    self.order = order
  }
}

extension InboxFilter {
  /// What stands for any encryption.
  public static let anyEncryption = "any"
}
