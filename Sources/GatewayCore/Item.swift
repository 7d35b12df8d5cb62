/// One entry of a conversation, as shown to people.
public struct Item: Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case text
    /// "/me …"
    case action
    /// A file; its content is the name.
    case file
    /// A notice of the bot itself in the conversation.
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

  /// Whether the owner's people are done with a message of a contact.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Exits: closed, or erased.
    case open
    /// Exits: open, or erased.
    case closed
  }

  /// The state of one of our answers.
  public enum Delivery: String, Hashable, Sendable, CaseIterable {
    /// In the outbox, until the contact is online. Exits: sent, received, expired.
    case waiting
    /// Sent in this session, not received yet; only a running bot knows. Exits: waiting, received,
    /// expired.
    case sent
    /// The contact's client has all of it.
    case received
    /// At least a part of it had no receipt in its time, and is not sent any more. Exit: received,
    /// where it had left in time and the receipt came later.
    case expired
  }

  public var id: MessageID
  public var conversation: Conversation
  public var direction: Direction
  public var kind: Kind
  public var content: ItemContent
  /// `content` is only the beginning.
  public var isCut: Bool
  /// When it arrived, or when our answer was written.
  public var at: UnixMilliseconds
  public var status: Status
  /// The whole message has not been shown to a person yet.
  public var isNew: Bool
  public var label: String?
  /// How its text is encrypted that its writer has encrypted.
  public var encryption: TextEncryption?
  /// What the owner's people know of its conversation; nil for what is not in the inbox.
  public var triage: Triage?
  /// Set for an answer; nil for a message of a contact.
  public var delivery: Delivery?
  /// Written by a rule, and not by a person.
  public var isAutomatic: Bool

  public init(
    id: MessageID, conversation: Conversation, direction: Direction, kind: Kind,
    content: ItemContent, isCut: Bool = false, at: UnixMilliseconds,
    status: Status = .open, isNew: Bool = false, label: String? = nil, triage: Triage? = nil,
    encryption: TextEncryption? = nil, delivery: Delivery? = nil, isAutomatic: Bool = false
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
    self.triage = triage
    self.encryption = encryption
    self.delivery = delivery
    self.isAutomatic = isAutomatic
  }
}
