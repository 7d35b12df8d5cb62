/// A note of the owner's people on a conversation, which the contact never sees.
public struct StaffNote: Hashable, Sendable {
  public var id: MessageID
  public var conversation: Conversation
  /// The name of the member of the staff that wrote it.
  public var author: String
  public var at: UnixMilliseconds
  public var content: ItemContent

  public init(
    id: MessageID, conversation: Conversation, author: String, at: UnixMilliseconds,
    content: ItemContent
  ) {
    self.id = id
    self.conversation = conversation
    self.author = author
    self.at = at
    self.content = content
  }

  /// The UTF-8 bytes of one: 16 KiB.
  public static let bytesMax = 16_384
  /// The notes on one conversation.
  public static let countMax = 1_000
}
