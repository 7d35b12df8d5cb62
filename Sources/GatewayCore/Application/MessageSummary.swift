/// A message or an answer of the inbox as shown in lists.
public struct MessageSummary: Codable, Hashable, Sendable {
  public var id: Int64
  /// The contact's codename.
  public var contact: String
  public var direction: Item.Direction
  public var kind: Item.Kind
  /// "(sealed)" where it can't be read here.
  public var text: String
  /// The sealed text in Base64; the article SealedFormat.md says what opens it.
  public var sealed: String?
  /// `text` is only the beginning; otherwise nil.
  public var isCut: Bool?
  /// When it arrived, or when the answer was written.
  public var time: UnixMilliseconds
  /// For a message of a contact.
  public var status: Item.Status?
  /// For a message of a contact: not shown completely to a person yet.
  public var isNew: Bool?
  /// For an answer.
  public var delivery: Item.Delivery?
  /// For an answer: a rule wrote it.
  public var automatic: Bool?
  public var label: String?
  /// How a text is encrypted that its writer has encrypted: "pgp" or "age", and the ids of keys
  /// that open it.
  public var encryption: String?
  /// Of its conversation, like the two below; nil for what is not in the inbox.
  public var conversationStatus: ConversationStatus?
  public var isStarred: Bool?
  public var assignee: String?
  /// When it is erased, where that is asked for: after a moment in the past it is tried again.
  public var erasing: UnixMilliseconds?

  private enum CodingKeys: String, CodingKey {
    case id, contact, direction, kind, text, sealed
    case isCut = "is_cut"
    case time, status
    case isNew = "is_new"
    case delivery, automatic, label, encryption
    case conversationStatus = "conversation_status"
    case isStarred = "starred"
    case assignee, erasing
  }

  /// What stands for a text that can't be read.
  public static let sealedText = "(sealed)"

  public init(_ item: Item) {
    id = item.id.rawValue
    contact = item.conversation.codename.text
    direction = item.direction
    kind = item.kind
    switch item.content {
    case .plain(let text): self.text = text
    case .sealed(let bytes):
      text = Self.sealedText
      sealed = bytes.base64
    }
    isCut = item.isCut ? true : nil
    time = item.at
    if let delivery = item.delivery {
      self.delivery = delivery
      automatic = item.isAutomatic
    } else {
      status = item.status
      isNew = item.isNew
    }
    label = item.label
    encryption = item.encryption?.text
    conversationStatus = item.triage?.status
    isStarred = item.triage?.isStarred == true ? true : nil
    assignee = item.triage?.assignee
  }
}

extension Item.Direction: Codable {}
extension Item.Delivery: Codable {}
