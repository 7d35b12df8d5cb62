/// A request that only reads. Each kind of query is a type, whose coded members are those of its
/// JSON beside the name: `{"query":"contact_find","contact":"amber-heron"}`
public protocol Query: Hashable, Sendable, Codable {
  /// The query's name in JSON.
  static var name: String { get }
  /// The scope that an authorization needs for it.
  static var scope: Scope { get }
  /// Whether it reads a page or more, and is answered concurrently with the bot's work.
  static var isLong: Bool { get }
}

extension Query {
  public static var isLong: Bool { false }
}
