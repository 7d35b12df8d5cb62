/// A message or an answer of the inbox as shown in lists.
public struct MessageSummary: Codable, Hashable, Sendable {
  public var id: Int64
  /// The contact's codename.
  public var contact: String
  public var direction: Item.Direction
  public var kind: Item.Kind
  public var text: String
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
  public var assignee: String?

  private enum CodingKeys: String, CodingKey {
    case id, contact, direction, kind, text
    case isCut = "is_cut"
    case time, status
    case isNew = "is_new"
    case delivery, automatic, label, assignee
  }

  public init(_ item: Item) {
    id = item.id.rawValue
    contact = item.conversation.codename.text
    direction = item.direction
    kind = item.kind
    text =
      switch item.content {
      case .plain(let text): text
      case .sealed: "(sealed)"
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
    assignee = item.assignee
  }
}

extension Item.Direction: Codable {}
extension Item.Delivery: Codable {}
