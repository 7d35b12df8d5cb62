/// A note of the owner's people on a conversation as shown in lists.
public struct NoteSummary: Codable, Hashable, Sendable {
  public var id: Int64
  /// The contact's codename.
  public var contact: String
  /// The name of the member of the staff that wrote it.
  public var author: String
  public var time: UnixMilliseconds
  /// "(sealed)" where it can't be read here.
  public var text: String
  /// The sealed text in Base64; the article SealedFormat.md says what opens it.
  public var sealed: String?

  public init(_ note: StaffNote) {
    id = note.id.rawValue
    contact = note.conversation.codename.text
    author = note.author
    time = note.at
    switch note.content {
    case .plain(let text): self.text = text
    case .sealed(let bytes):
      text = MessageSummary.sealedText
      sealed = bytes.base64
    }
  }
}
