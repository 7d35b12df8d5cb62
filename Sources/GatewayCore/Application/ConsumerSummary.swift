/// A program that reads events at its own pace, as shown in lists.
public struct ConsumerSummary: Codable, Hashable, Sendable {
  public var name: String
  /// The number of the last event that it acknowledged.
  public var position: Int64
  public var created: UnixMilliseconds
  /// When it acknowledged, or was made.
  public var lastAcknowledged: UnixMilliseconds
  /// Events behind its position; 1,001 for more than 1,000.
  public var waiting: Int
  /// The time of the oldest of them; nil where there is none.
  public var waitingSince: UnixMilliseconds?

  private enum CodingKeys: String, CodingKey {
    case name, position, created
    case lastAcknowledged = "last_acknowledged"
    case waiting
    case waitingSince = "waiting_since"
  }

  public init(
    name: String, position: Int64, created: UnixMilliseconds, lastAcknowledged: UnixMilliseconds,
    waiting: Int, waitingSince: UnixMilliseconds? = nil
  ) {
    self.name = name
    self.position = position
    self.created = created
    self.lastAcknowledged = lastAcknowledged
    self.waiting = waiting
    self.waitingSince = waitingSince
  }
}

/// A page of events for a consumer, which come again until it acknowledges `last`.
public struct ConsumerEvents: Codable, Hashable, Sendable {
  /// As in `Events.md`, `seq` counted over all runs of the bot, with a `gap` in the place of those
  /// that are not there any more.
  public var events: [JSONValue]
  /// The event to acknowledge with these.
  public var last: Int64

  public init(events: [JSONValue], last: Int64) {
    self.events = events
    self.last = last
  }
}
