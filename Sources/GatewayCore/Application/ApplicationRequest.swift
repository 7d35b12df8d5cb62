/// A request of a transport to the application: a command or a query.
public enum ApplicationRequest: Sendable {
  case command(any Command)
  case query(any Query)

  /// The largest number of messages that one request may name: they are changed in one transaction.
  public static let messagesMax = 1_000
  /// The largest number of deliveries that one request changes or reads.
  public static let deliveriesMax = 500
  /// The largest number of messages in one reply, whatever the limit.
  public static let messagesPageMax = 500
  /// The largest number of message numbers in one reply.
  public static let numbersMax = 10_000

  /// Its name in JSON.
  public var name: String {
    switch self {
    case .command(let command): type(of: command).name
    case .query(let query): type(of: query).name
    }
  }

  /// The scope that an authorization needs for it.
  public var scope: Scope {
    switch self {
    case .command(let command): type(of: command).scope
    case .query(let query): type(of: query).scope
    }
  }

  /// All scopes that an authorization needs for it.
  public var scopes: [Scope] {
    switch self {
    case .command(let command): command.scopes
    case .query(let query): [type(of: query).scope]
    }
  }
}

extension ApplicationRequest: Hashable {
  private var content: AnyHashable {
    switch self {
    case .command(let command): AnyHashable(command)
    case .query(let query): AnyHashable(query)
    }
  }

  public static func == (one: Self, other: Self) -> Bool { one.content == other.content }

  public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}
