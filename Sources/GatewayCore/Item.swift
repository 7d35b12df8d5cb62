/// One thing in a conversation, as people read it.
public struct Item: Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case text
    /// "/me …"
    case action
    /// A file; its content is the name.
    case file
    /// What the bot itself notes in the conversation.
    case notice

    public init(_ kind: InboundMessage.Kind) {
      switch kind {
      case .text: self = .text
      case .action: self = .action
      }
    }
  }

  public enum Direction: String, Hashable, Sendable, CaseIterable {
    case inbound = "in"
    case outbound = "out"
  }

  /// What the owner's people have done about a message of a contact.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Exits: closed, or erased.
    case open
    /// Exits: open, or erased.
    case closed
  }

  /// How far an answer of ours has come.
  public enum Delivery: String, Hashable, Sendable, CaseIterable {
    /// In the outbox, until the contact is online. Exits: sent, received.
    case waiting
    /// On its way in this session; only a running bot knows. Exits: waiting, received.
    case sent
    /// The contact's client has all of it.
    case received
  }

  public var id: MessageID
  public var conversation: Conversation
  public var direction: Direction
  public var kind: Kind
  public var content: ItemContent
  /// What is in `content` is only the beginning.
  public var isCut: Bool
  /// When it arrived, or for an answer of ours when it was written.
  public var at: UnixMilliseconds
  public var status: Status
  /// Nobody was shown it whole yet.
  public var isNew: Bool
  public var label: String?
  /// Who takes care of it.
  public var assignee: String?
  /// Of an answer; nil for a message of a contact.
  public var delivery: Delivery?
  /// A rule wrote it, and not a person.
  public var isAutomatic: Bool

  public init(
    id: MessageID, conversation: Conversation, direction: Direction, kind: Kind,
    content: ItemContent, isCut: Bool = false, at: UnixMilliseconds,
    status: Status = .open, isNew: Bool = false, label: String? = nil, assignee: String? = nil,
    delivery: Delivery? = nil, isAutomatic: Bool = false
  ) {
    self.id = id
    self.conversation = conversation
    self.direction = direction
    self.kind = kind
    self.content = content
    self.isCut = isCut
    self.at = at
    self.status = status
    self.isNew = isNew
    self.label = label
    self.assignee = assignee
    self.delivery = delivery
    self.isAutomatic = isAutomatic
  }
}
