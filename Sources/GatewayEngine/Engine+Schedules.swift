import GatewayCore
import GatewayStore

/// The schedules of the bot's file, and their progress.
struct Schedules {
  private(set) var all: [(schedule: Schedule, progress: ScheduleProgress)]
  /// When the next one runs.
  private(set) var next = NextDue.unknown
  /// Whether any of them follows the wall clock.
  let followsClock: Bool

  init(_ schedules: [Schedule], _ progress: [ScheduleProgress]) {
    all = Array(zip(schedules, progress))
    followsClock = schedules.contains {
      if case .interval = $0.pattern { false } else { true }
    }
    findNext()
  }

  /// Changes the progress of each schedule, and hands on each that did change.
  mutating func change(
    _ body: (Schedule, inout ScheduleProgress) throws(StoreError) -> Void,
    changed: (Schedule, ScheduleProgress) throws(StoreError) -> Void
  ) throws(StoreError) {
    for index in all.indices {
      let before = all[index].progress
      try body(all[index].schedule, &all[index].progress)
      if all[index].progress != before {
        try changed(all[index].schedule, all[index].progress)
      }
    }
    findNext()
  }

  private mutating func findNext() {
    next = NextDue(all.compactMap { $0.progress.next(of: $0.schedule) }.min())
  }
}

extension Engine {
  /// Runs the rules whose time has come. What they ask for commits with the progress.
  func runSchedules(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    // By a clock that has lost its time nothing is due.
    guard let configuration, !memory.isClockLost else { return }
    if memory.schedules == nil {
      try loadSchedules(configuration.schedules, in: transaction, now: now)
    }
    guard memory.schedules?.next.isDue(now) ?? false else { return }
    var runs: [ScheduledRun] = []
    try changeSchedules(in: transaction) { schedule, progress in
      guard let due = progress.advance(to: now, of: schedule) else { return }
      runs.append(ScheduledRun(schedule: schedule.name, due: due))
    }
    for scheduled in runs {
      try run(.schedule(scheduled), in: transaction, now: now, &after)
    }
  }

  private func loadSchedules(
    _ schedules: [Schedule], in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) {
    let progress = try transaction.scheduleProgress(of: schedules.map(\.name), now: now)
    memory.schedules = Schedules(schedules, progress)
    try changeSchedules(in: transaction) { $1.limit(to: now) }
  }

  /// The clock was set while the bot ran.
  ///
  /// - Parameter step: in milliseconds.
  func moveSchedules(
    by step: Int64, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) {
    try changeSchedules(in: transaction) { schedule, progress in
      progress.clockWasSet(by: step, to: now, of: schedule)
    }
  }

  private func changeSchedules(
    in transaction: StoreTransaction, _ body: (Schedule, inout ScheduleProgress) -> Void
  ) throws(StoreError) {
    try memory.schedules?.change(body) { schedule, progress throws(StoreError) in
      try transaction.setScheduleProgress(progress, of: schedule.name)
    }
  }

  /// When to look at the schedules. A clock that is set while the bot sleeps wakes nothing: those
  /// that follow it are looked at each minute.
  var scheduleDue: Uptime? {
    guard let schedules = memory.schedules, let due = moment(of: schedules.next) else { return nil }
    return schedules.followsClock
      ? min(due, uptime().advanced(byMilliseconds: Self.clockLookInterval)) : due
  }

  private static let clockLookInterval: Int64 = 60_000
}
