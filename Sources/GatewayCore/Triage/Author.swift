/// The member of the staff, or the part of the bot, that asks for something.
public struct Author: Hashable, Sendable {
  /// How it reached the bot.
  public enum Way: String, Codable, Hashable, Sendable, CaseIterable {
    /// The control socket or the home itself: the owner's account on the machine.
    case owner
    /// A token of the HTTP interface.
    case token
    /// A session of the web inbox.
    case web
    /// A contact with a role, through the bot's rules.
    case chat
    /// The bot's rules by themselves.
    case rule
  }

  /// The token's label, the name of the member or of the role, or "owner" or "rule": never what a
  /// contact says.
  public var name: String
  public var way: Way

  public init(name: String, way: Way) {
    self.name = name
    self.way = way
  }

  /// Without a name of its own.
  public static let owner = Author(name: ownerName, way: .owner)
  public static let rule = Author(name: "rule", way: .rule)

  public static let ownerName = "owner"
  /// Bytes of UTF-8.
  public static let nameBytesMax = 64

  /// Whether a text can be the name of a member of the staff: one line that is not empty.
  public static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= nameBytesMax && text.asProfileLine == text
  }
}

/// A contact with a role: its key makes it a member of the staff.
public struct StaffContact: Hashable, Sendable {
  public var name: String
  public var key: ContactKey

  public init(name: String, key: ContactKey) {
    self.name = name
    self.key = key
  }
}
