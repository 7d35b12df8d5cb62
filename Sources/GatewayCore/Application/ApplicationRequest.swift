/// A request of a transport to the application: a command or a query.
public enum ApplicationRequest: Hashable, Sendable {
  case command(Command)
  case query(Query)

  /// The largest number of messages that one request may name: they are changed in one transaction.
  public static let messagesMax = 1_000

  /// Its name in JSON.
  public var name: String {
    switch self {
    case .command(let command): command.name.rawValue
    case .query(let query): query.name.rawValue
    }
  }

  /// The scope that an authorization needs for it.
  public var scope: Scope {
    switch self {
    case .command(let command): command.name.scope
    case .query(let query): query.name.scope
    }
  }
}
