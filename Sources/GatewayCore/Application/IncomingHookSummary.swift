// The names in JSON are part of the interface, independent of the property names.

/// An incoming hook, with what became of the requests to it.
public struct IncomingHookSummary: Codable, Hashable, Sendable {
  /// Requests that were refused for one reason.
  public struct Refusal: Codable, Hashable, Sendable {
    /// A word of `HookRefusal`.
    public var reason: String
    public var count: Int64
    public var last: UnixMilliseconds

    public init(reason: String, count: Int64, last: UnixMilliseconds) {
      self.reason = reason
      self.count = count
      self.last = last
    }
  }

  public var name: String
  /// How requests to it are proven: a word of `HookScheme`.
  public var scheme: String
  /// Requests that were handled.
  public var received: Int64
  /// Repetitions, which got the first answer.
  public var repeated: Int64
  /// Requests whose rule failed.
  public var failed: Int64
  /// When the last one was handled.
  public var last: UnixMilliseconds?
  public var refused: [Refusal]

  private enum CodingKeys: String, CodingKey {
    case name = "hook"
    case scheme = "verify"
    case received, repeated, failed, last, refused
  }

  public init(
    name: String, scheme: String, received: Int64 = 0, repeated: Int64 = 0, failed: Int64 = 0,
    last: UnixMilliseconds? = nil, refused: [Refusal] = []
  ) {
    self.name = name
    self.scheme = scheme
    self.received = received
    self.repeated = repeated
    self.failed = failed
    self.last = last
    self.refused = refused
  }
}
