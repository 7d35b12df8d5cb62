/// A message or an answer of the inbox as lists show it.
public struct MessageSummary: Codable, Hashable, Sendable {
  public var id: Int64
  /// The contact's codename.
  public var contact: String
  public var direction: InboxEntry.Direction
  public var kind: InboundMessage.Kind
  public var text: String
  /// `text` is only the beginning; else nil.
  public var isCut: Bool?
  /// When it arrived, or for an answer when it was written.
  public var time: UnixMilliseconds
  /// Of a message of a contact.
  public var status: InboxEntry.Status?
  /// Of a message of a contact: nobody was shown it whole yet.
  public var isNew: Bool?
  /// Of an answer.
  public var delivery: InboxEntry.Delivery?
  /// Of an answer: a rule wrote it.
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

  public init(_ entry: InboxEntry) {
    id = entry.id.rawValue
    contact = entry.codename.text
    direction = entry.direction
    kind = entry.kind
    text =
      switch entry.content {
      case .plain(let text): text
      case .sealed: "(sealed)"
      }
    isCut = entry.isCut ? true : nil
    time = entry.at
    if let delivery = entry.delivery {
      self.delivery = delivery
      automatic = entry.isAutomatic
    } else {
      status = entry.status
      isNew = entry.isNew
    }
    label = entry.label
    assignee = entry.assignee
  }
}

extension InboxEntry.Direction: Codable {}
extension InboxEntry.Delivery: Codable {}
