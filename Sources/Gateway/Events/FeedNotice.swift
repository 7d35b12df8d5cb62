package import GatewayCore

/// A line about the feed itself, for a follower of the events.
package enum FeedNotice: Hashable, Sendable {
  /// The first line: the events after its number follow.
  case following(run: UnixMilliseconds)
  /// Events up to its number are missing: the follower was too slow or away too long, or some of
  /// their content was erased.
  case gap(missed: Int64)

  /// One object without a line end.
  ///
  /// - Parameter number: of the event after which the feed continues.
  package func jsonLine(at now: UnixMilliseconds, number: Int64) -> String {
    switch self {
    case .following(let run):
      var line = JSONLine(event: "following", at: now)
      line.add("seq", number)
      line.add("run", run)
      return line.text
    case .gap(let missed):
      var line = JSONLine(event: "gap", at: now)
      line.add("seq", number)
      line.add("missed", missed)
      return line.text
    }
  }
}
