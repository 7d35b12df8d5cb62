/// A conversation as shown in lists.
public struct ConversationSummary: Codable, Hashable, Sendable {
  /// The contact's codename.
  public var contact: String
  /// The name that the contact gave itself: anyone may take any name.
  public var name: String
  public var state: ContactState
  /// Messages of the contact that were not shown completely to a person yet.
  public var unread: Int
  /// The newest message or answer in the inbox, its text perhaps cut.
  public var newest: MessageSummary

  public init(
    contact: String, name: String, state: ContactState, unread: Int, newest: MessageSummary
  ) {
    self.contact = contact
    self.name = name
    self.state = state
    self.unread = unread
    self.newest = newest
  }
}
