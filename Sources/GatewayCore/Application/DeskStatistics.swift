// The names in JSON are part of the interface, independent of the property names.

/// How much comes in, and how soon a person answers. It tells nothing of any contact.
public struct DeskStatistics: Codable, Hashable, Sendable {
  /// Messages of contacts on one day.
  public struct Day: Codable, Hashable, Sendable {
    /// Its beginning, in UTC.
    public var start: UnixMilliseconds
    public var messages: Int

    public init(start: UnixMilliseconds, messages: Int) {
      self.start = start
      self.messages = messages
    }
  }

  /// Conversations with their first answer within a limit, and not within a shorter one.
  public struct Share: Codable, Hashable, Sendable {
    public var milliseconds: Int64
    public var conversations: Int

    public init(milliseconds: Int64, conversations: Int) {
      self.milliseconds = milliseconds
      self.conversations = conversations
    }
  }

  /// The oldest first; the last one is today.
  public var days: [Day]
  /// Of the conversations that began on these days, the shortest limit first.
  public var answeredWithin: [Share]
  public var answeredLater: Int
  public var unanswered: Int
  /// Milliseconds; nil where none is answered.
  public var median: Int64?

  private enum CodingKeys: String, CodingKey {
    case days
    case answeredWithin = "answered_within"
    case answeredLater = "answered_later"
    case unanswered
    case median = "median_milliseconds"
  }

  /// An hour, a day, a week.
  public static let limits: [Int64] = [3_600_000, 86_400_000, 604_800_000]
  /// The most days that one request asks for.
  public static let daysMax = 366

  public init(
    days: [Day], answeredWithin: [Share], answeredLater: Int, unanswered: Int, median: Int64?
  ) {
    self.days = days
    self.answeredWithin = answeredWithin
    self.answeredLater = answeredLater
    self.unanswered = unanswered
    self.median = median
  }

  /// - Parameters:
  ///   - waits: of each conversation, in milliseconds; nil where it has no answer.
  public init(days: [Day], waits: [Int64?]) {
    let answered = waits.compactMap(\.self).sorted()
    var shares: [Share] = []
    var counted = 0
    for limit in Self.limits {
      let within = answered.count { $0 <= limit }
      shares.append(Share(milliseconds: limit, conversations: within - counted))
      counted = within
    }
    self.init(
      days: days, answeredWithin: shares, answeredLater: answered.count - counted,
      unanswered: waits.count - answered.count,
      median: answered.isEmpty ? nil : answered[(answered.count - 1) / 2])
  }
}
