/// One action of the owner's people, without anything of the people that write to the bot.
public struct AuditEntry: Codable, Hashable, Sendable {
  public var id: Int64
  public var time: UnixMilliseconds
  /// The name of the member of the staff.
  public var author: String
  public var way: Author.Way
  /// The name of the command, as in `Interface.md`.
  public var operation: String
  /// The number of the conversation among those of the home, where the action concerns one. It is
  /// counted, never used again, and stands for no key once the contact is forgotten.
  public var conversation: Int64?
  /// The codename of that conversation's contact, while the home knows it.
  public var contact: String?
  /// How many conversations or messages it concerned.
  public var count: Int?
  /// What was set: a status, a name of the staff, or a word of the command.
  public var value: String?

  public init(
    id: Int64, time: UnixMilliseconds, author: String, way: Author.Way, operation: String,
    conversation: Int64? = nil, contact: String? = nil, count: Int? = nil, value: String? = nil
  ) {
    self.id = id
    self.time = time
    self.author = author
    self.way = way
    self.operation = operation
    self.conversation = conversation
    self.contact = contact
    self.count = count
    self.value = value
  }
}
