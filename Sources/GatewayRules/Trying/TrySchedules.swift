import GatewayCore

/// How far the schedules of a bot are, in memory.
struct TrySchedules {
  private var progress: [String: ScheduleProgress] = [:]

  /// Begins those that are new.
  mutating func begin(_ schedules: [Schedule], now: UnixMilliseconds) {
    for schedule in schedules where progress[schedule.name] == nil {
      progress[schedule.name] = ScheduleProgress(since: now)
    }
  }

  /// The one that runs next, where that is by `end`.
  func next(
    of schedules: [Schedule], by end: UnixMilliseconds
  ) -> (schedule: Schedule, at: UnixMilliseconds)? {
    let all = schedules.compactMap { schedule in
      progress[schedule.name]?.next(of: schedule).map { (schedule: schedule, at: $0) }
    }
    return all.filter { $0.at <= end }.min { $0.at < $1.at }
  }

  /// - Returns: the run that is due; nil where there is none.
  mutating func advance(_ schedule: Schedule, to now: UnixMilliseconds) -> ScheduledRun? {
    progress[schedule.name]?.advance(to: now, of: schedule)
      .map { ScheduledRun(schedule: schedule.name, due: $0) }
  }
}
