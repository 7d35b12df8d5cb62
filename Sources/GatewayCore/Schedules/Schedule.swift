/// When a rule runs without an event: `every(…)` and `at(…)` of the bot's file.
public struct Schedule: Hashable, Sendable {
  public enum Pattern: Hashable, Sendable {
    /// Again after so many milliseconds.
    case interval(Int64)
    /// On these days of the week, at these times of day in a zone.
    case weekly(WeeklyTimes, ZoneOffsets)
    case once(UnixMilliseconds)
  }

  /// What is written in the file: a schedule with other times is another one, and knows nothing of
  /// the runs of the former.
  public let name: String
  public let pattern: Pattern

  public init(name: String, pattern: Pattern) {
    self.name = name
    self.pattern = pattern
  }

  /// Schedules of one file.
  package static let countMax = 100
  /// Milliseconds of an interval: a second to 366 days.
  package static let intervals: ClosedRange<Int64> = 1_000...(366 * 86_400_000)

  /// The first time behind `time`; nil where there is none.
  package func next(after time: UnixMilliseconds) -> UnixMilliseconds? {
    switch pattern {
    case .interval(let milliseconds): time.advanced(byMilliseconds: milliseconds)
    case .weekly(let times, let zone): times.moments(around: time, in: zone).first { $0 > time }
    case .once(let moment): moment > time ? moment : nil
    }
  }

  /// The last time at or before `time`, where it is behind `since`.
  package func last(
    through time: UnixMilliseconds, since: UnixMilliseconds
  ) -> UnixMilliseconds? {
    let last =
      switch pattern {
      case .interval(let milliseconds): since.advanced(byMilliseconds: milliseconds)
      case .weekly(let times, let zone): times.moments(around: time, in: zone).last { $0 <= time }
      case .once(let moment): moment
      }
    guard let last, last <= time, last > since else { return nil }
    return last
  }
}

/// Days of the week with times of day: "mon-fri 09:00", "sat,sun 10:00,16:30", "12:00".
public struct WeeklyTimes: Hashable, Sendable {
  /// Bit 0 is Monday.
  private let days: UInt8
  /// Minutes since midnight, the earliest first.
  private let minutes: [Int64]

  private static let timesMax = 24

  /// - Returns: nil for a text that is no such times, or more than 24 times of day.
  package init?(_ text: String) {
    let words = text.lowercased().split(separator: " ")
    guard let times = words.last, words.count <= 2,
      let minutes = Self.minutes(times),
      let days = words.count == 2 ? Self.days(words[0]) : 0x7F
    else { return nil }
    self.days = days
    self.minutes = minutes
  }

  /// All moments from a week before `time` to a week behind it, the earliest first.
  fileprivate func moments(
    around time: UnixMilliseconds, in zone: ZoneOffsets
  ) -> [UnixMilliseconds] {
    let day = zone.localTime(at: time).startOfDay
    return (-8...8 as ClosedRange<Int64>).flatMap { number -> [UnixMilliseconds] in
      let day = day.advanced(byMilliseconds: number * 86_400_000)
      guard days & 1 << UInt8(CivilTime(day).weekday - 1) != 0 else { return [] }
      return minutes.map { zone.moment(of: day.advanced(byMilliseconds: $0 * 60_000)) }
    }
  }

  private static func minutes(_ list: Substring) -> [Int64]? {
    var found: Set<Int64> = []
    for time in list.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = time.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2,
        parts.allSatisfy({ $0.utf8.count <= 2 && $0.utf8.allSatisfy(isDigit) }),
        let hour = Int64(parts[0]), (0...23).contains(hour),
        let minute = Int64(parts[1]), (0...59).contains(minute), parts[1].utf8.count == 2
      else { return nil }
      found.insert(hour * 60 + minute)
    }
    return found.count <= timesMax ? found.sorted() : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  private static func days(_ list: Substring) -> UInt8? {
    var days: UInt8 = 0
    for item in list.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = item.split(separator: "-", omittingEmptySubsequences: false)
        .map { dayNames.firstIndex(of: String($0)) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1]
      else { return nil }
      // "fri-mon" goes over the end of the week.
      for day in first...(last < first ? last + 7 : last) { days |= 1 << UInt8(day % 7) }
    }
    return days
  }
}

extension UnixMilliseconds {
  fileprivate var startOfDay: UnixMilliseconds {
    let time = CivilTime(self)
    let sinceMidnight = (time.hour * 60 + time.minute) * 60_000 + time.second * 1_000
    return advanced(byMilliseconds: -(sinceMidnight + time.millisecond))
  }
}
