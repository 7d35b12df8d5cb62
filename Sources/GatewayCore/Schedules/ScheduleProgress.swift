/// What a schedule has done so far, kept in the store: with it each of its times runs once, over
/// restarts and whatever the clock is set to.
///
/// Times that were missed, because the bot did not run or the clock went forward, run once
/// together. A clock that was set back shows times a second time; those that ran are remembered. An
/// interval is moved along with a clock that is set while the bot runs.
public struct ScheduleProgress: Hashable, Sendable {
  /// The next time is the first one behind this.
  public private(set) var since: UnixMilliseconds
  /// The times that ran last, the newest last. Empty for intervals.
  public private(set) var runs: [UnixMilliseconds]

  public init(since: UnixMilliseconds, runs: [UnixMilliseconds] = []) {
    self.since = since
    self.runs = runs
  }

  /// Two months of daily runs.
  package static let runsMax = 64

  /// When to look at it again.
  package func next(of schedule: Schedule) -> UnixMilliseconds? { schedule.next(after: since) }

  /// Goes on to the present.
  ///
  /// - Returns: the time that runs now, if any.
  package mutating func advance(
    to now: UnixMilliseconds, of schedule: Schedule
  ) -> UnixMilliseconds? {
    guard let last = schedule.last(through: now, since: since) else { return nil }
    if case .interval(let milliseconds) = schedule.pattern {
      // On time it keeps its beat; late, it begins a new one.
      since = now < last.advanced(byMilliseconds: milliseconds) ? last : now
      return last
    }
    since = now
    guard !runs.contains(last) else { return nil }
    runs.append(last)
    runs.removeFirst(max(0, runs.count - Self.runsMax))
    return last
  }

  /// The clock was set while the bot ran.
  package mutating func clockWasSet(
    by step: Int64, to now: UnixMilliseconds, of schedule: Schedule
  ) {
    if case .interval = schedule.pattern { since = since.advanced(byMilliseconds: step) }
    limit(to: now)
  }

  /// The clock may have been set back since the last run of the bot.
  package mutating func limit(to now: UnixMilliseconds) { since = min(since, now) }
}

/// A time of a schedule that runs now.
public struct ScheduledRun: Hashable, Sendable {
  public var schedule: String
  /// When it was due; earlier than now where it was missed.
  public var due: UnixMilliseconds

  public init(schedule: String, due: UnixMilliseconds) {
    self.schedule = schedule
    self.due = due
  }
}
