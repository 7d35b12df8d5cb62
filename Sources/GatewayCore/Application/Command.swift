/// A request that changes a bot or its home, through any transport. Each kind of command is a type,
/// whose coded members are those of its JSON beside the name:
/// `{"command":"inbox_close","messages":[17]}`
public protocol Command: Hashable, Sendable, Codable {
  /// The command's name in JSON.
  static var name: String { get }
  /// The scope that an authorization needs for it.
  static var scope: Scope { get }
  /// Whether a home is created for it.
  static var makesHome: Bool { get }
  /// All scopes that an authorization needs for it; more than one where it grants some.
  var scopes: [Scope] { get }
}

extension Command {
  public static var makesHome: Bool { false }
  public var scopes: [Scope] { [Self.scope] }
}
