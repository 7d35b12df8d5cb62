/// One message in the inbox, as people read it.
public struct InboxEntry: Hashable, Sendable {
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    case inbound = "in"
    case outbound = "out"
  }

  /// What the owner's people have done about a message.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Exits: closed, or erased.
    case open
    /// Exits: open, or erased.
    case closed
  }

  public var id: MessageID
  public var contact: ContactKey
  public var codename: Codename
  public var direction: Direction
  public var kind: InboundMessage.Kind
  public var content: MessageContent
  /// When it arrived, or for an answer of ours when it was written.
  public var at: UnixMilliseconds
  public var status: Status
  public var label: String?
  /// Who takes care of it.
  public var assignee: String?

  public init(
    id: MessageID, contact: ContactKey, codename: Codename, direction: Direction,
    kind: InboundMessage.Kind, content: MessageContent, at: UnixMilliseconds,
    status: Status = .open, label: String? = nil, assignee: String? = nil
  ) {
    self.id = id
    self.contact = contact
    self.codename = codename
    self.direction = direction
    self.kind = kind
    self.content = content
    self.at = at
    self.status = status
    self.label = label
    self.assignee = assignee
  }
}

/// Which messages of the inbox to list; nil means any.
public struct InboxFilter: Hashable, Sendable {
  public var status: InboxEntry.Status?
  public var contact: ContactKey?
  public var label: String?
  public var assignee: String?
  /// Only messages older than this one: the next page.
  public var before: MessageID?
  public var limit: Int

  public init(
    status: InboxEntry.Status? = nil, contact: ContactKey? = nil, label: String? = nil,
    assignee: String? = nil, before: MessageID? = nil, limit: Int = 100
  ) {
    self.status = status
    self.contact = contact
    self.label = label
    self.assignee = assignee
    self.before = before
    self.limit = limit
  }
}
