/// Follows the events of a running bot: a transport sends them until the client disconnects.
///
/// `{"subscription":"events","after":17,"run":"2026-01-05T10:00:00.000Z"}`
public struct Subscription: Hashable, Sendable {
  /// Sending continues behind this event. nil: behind the newest one.
  public var after: Int64?
  /// The run of the bot that the number belongs to, so that a number of another run is not taken
  /// for one of this run; nil: the current run.
  public var run: UnixMilliseconds?

  /// The scope that an authorization needs for it.
  public static let scope = Scope.read
  /// Its name in JSON.
  public static let name = "events"

  public init(after: Int64? = nil, run: UnixMilliseconds? = nil) {
    self.after = after
    self.run = run
  }

  /// Parses a run as `run` is written in JSON; nil where the text is no such time.
  public static func run(_ text: String) -> UnixMilliseconds? { UnixMilliseconds(rfc3339: text) }

  /// The number of the last event that is not sent.
  ///
  /// - Parameters:
  ///   - run: the current run.
  ///   - newest: its newest event.
  public func start(in run: UnixMilliseconds, newest: Int64) -> Int64 {
    guard let after else { return newest }
    if let named = self.run, named != run { return 0 }
    return min(max(after, 0), newest)
  }
}

extension Subscription: Codable {
  /// - Throws: `RequestMistake`, `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    let text = try members.text("subscription")
    guard text == Self.name else { throw RequestMistake.unknown("subscription", named: text) }
    after = try members.decodeIfPresent(Int64.self, forKey: "after")
    run = try members.decodeIfPresent(UnixMilliseconds.self, forKey: "run")
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(Self.name, forKey: "subscription")
    try members.encodeIfPresent(after, forKey: "after")
    try members.encodeIfPresent(run, forKey: "run")
  }
}
