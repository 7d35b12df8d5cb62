/// A token of the HTTP interface as shown in lists, without its text.
public struct TokenSummary: Codable, Hashable, Sendable {
  public var id: Int64
  /// The owner's own name for it.
  public var label: String
  public var scopes: [Scope]
  public var created: UnixMilliseconds
  /// When it was last used, to the minute; nil: never.
  public var lastUsed: UnixMilliseconds?

  private enum CodingKeys: String, CodingKey {
    case id, label, scopes, created
    case lastUsed = "last_used"
  }

  public init(
    id: Int64, label: String, scopes: [Scope], created: UnixMilliseconds,
    lastUsed: UnixMilliseconds? = nil
  ) {
    self.id = id
    self.label = label
    self.scopes = scopes
    self.created = created
    self.lastUsed = lastUsed
  }
}
