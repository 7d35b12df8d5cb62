/// What a member of the staff may do in the web inbox.
public enum StaffRole: String, Codable, Hashable, Sendable, CaseIterable {
  /// Reads conversations, and keeps marks of what was read.
  case reader
  /// Answers too, and sorts conversations.
  case replier
  /// Everything, also the contacts, the webhooks, the tokens and the staff.
  case admin

  public var scopes: [Scope] {
    switch self {
    case .reader: [.read]
    case .replier: [.read, .send, .inbox]
    case .admin: Scope.allCases
    }
  }
}

/// A member of the staff that signs in to the web inbox, without what proves it.
public struct StaffSummary: Codable, Hashable, Sendable {
  public var name: String
  public var role: StaffRole
  /// Whether it can sign in: it has a passphrase.
  public var hasPassphrase: Bool
  /// Whether it needs a code of its authenticator too.
  public var hasCode: Bool
  public var created: UnixMilliseconds
  /// nil: never.
  public var lastSignedIn: UnixMilliseconds?

  /// Characters of its passphrase, at least.
  public static let passphraseLengthMin = 12

  private enum CodingKeys: String, CodingKey {
    case name, role
    case hasPassphrase = "passphrase"
    case hasCode = "totp"
    case created
    case lastSignedIn = "last_signed_in"
  }

  public init(
    name: String, role: StaffRole, hasPassphrase: Bool = false, hasCode: Bool = false,
    created: UnixMilliseconds, lastSignedIn: UnixMilliseconds? = nil
  ) {
    self.name = name
    self.role = role
    self.hasPassphrase = hasPassphrase
    self.hasCode = hasCode
    self.created = created
    self.lastSignedIn = lastSignedIn
  }
}

/// A session of the web inbox as shown in lists, without its secret.
public struct SessionSummary: Codable, Hashable, Sendable {
  public var id: Int64
  /// The name of the member of the staff, or the label of the token.
  public var name: String
  /// Whether it was begun with a token.
  public var isOfToken: Bool
  /// Words of the program, such as "Firefox on Linux".
  public var browser: String
  public var created: UnixMilliseconds
  /// To the minute.
  public var lastUsed: UnixMilliseconds

  private enum CodingKeys: String, CodingKey {
    case id, name
    case isOfToken = "of_token"
    case browser, created
    case lastUsed = "last_used"
  }

  public init(
    id: Int64, name: String, isOfToken: Bool, browser: String, created: UnixMilliseconds,
    lastUsed: UnixMilliseconds
  ) {
    self.id = id
    self.name = name
    self.isOfToken = isOfToken
    self.browser = browser
    self.created = created
    self.lastUsed = lastUsed
  }
}
