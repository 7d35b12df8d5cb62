/// A conversation as shown in lists.
public struct ConversationSummary: Codable, Hashable, Sendable {
  /// The contact's codename.
  public var contact: String
  /// The name that the contact gave itself: anyone may take any name.
  public var name: String
  public var state: ContactState
  public var labels: [String]
  public var status: ConversationStatus
  /// When it got this status.
  public var since: UnixMilliseconds
  public var isStarred: Bool
  public var assignee: String?
  /// Messages of the contact that were not shown completely to a person yet.
  public var unread: Int
  /// Whether the member of the staff that asks has not seen all of it.
  public var isUnread: Bool
  /// Whether its deadline has passed since it got its status; nil where it has not.
  public var isOverdue: Bool?
  /// Notes of the owner's people.
  public var notes: Int
  /// The newest message or answer in the inbox, its text perhaps cut.
  public var newest: MessageSummary

  private enum CodingKeys: String, CodingKey {
    case contact, name, state, labels, status, since
    case isStarred = "starred"
    case assignee, unread
    case isUnread = "is_unread"
    case isOverdue = "overdue"
    case notes, newest
  }

  public init(
    contact: String, name: String, state: ContactState, labels: [String] = [], triage: Triage,
    unread: Int, isUnread: Bool = false, isOverdue: Bool = false, notes: Int = 0,
    newest: MessageSummary
  ) {
    self.contact = contact
    self.name = name
    self.state = state
    self.labels = labels
    status = triage.status
    since = triage.since
    isStarred = triage.isStarred
    assignee = triage.assignee
    self.unread = unread
    self.isUnread = isUnread
    self.isOverdue = isOverdue ? true : nil
    self.notes = notes
    self.newest = newest
  }
}
