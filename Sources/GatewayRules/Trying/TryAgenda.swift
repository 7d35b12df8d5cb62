import GatewayCore

/// What happens by itself as time passes.
struct TryAgenda {
  var asks = TryAsks()
  var questions = TryQuestions()
  private var schedules = TrySchedules()

  enum Due {
    case timer(TryState.Timer)
    case schedule(ScheduledRun)
    /// A question was not answered in time.
    case timeout(OpenConfirmation)
    case deadline(DeadlineNotice)
    case ask(TryAsks.Closed)
  }

  /// Begins the schedules that are new.
  mutating func begin(_ all: [Schedule], now: UnixMilliseconds) {
    schedules.begin(all, now: now)
  }

  /// Begins all schedules anew, without running those that were passed.
  mutating func restart(_ all: [Schedule], now: UnixMilliseconds) {
    schedules = TrySchedules()
    schedules.begin(all, now: now)
  }

  /// Takes what is due first, where that is by `end`.
  mutating func takeNext(
    by end: UnixMilliseconds, now: UnixMilliseconds, of configuration: BotConfiguration,
    in state: inout TryState
  ) -> (due: Due, at: UnixMilliseconds)? {
    while true {
      let answers = min(end, [asks.nextDue, questions.nextDue].compactMap(\.self).min() ?? end)
      let scheduled = schedules.next(of: configuration.schedules, by: answers)
      if let timer = state.takeTimer(dueBy: min(scheduled?.at ?? end, answers)) {
        return (.timer(timer), timer.due)
      }
      if let (schedule, time) = scheduled {
        guard let run = schedules.advance(schedule, to: max(now, time)) else { continue }
        return (.schedule(run), time)
      }
      if let (open, due) = questions.takeDue(by: answers) { return (.timeout(open), due) }
      let deadlines = configuration.inbox.deadlines
      if let (notice, due) = state.takeDeadline(dueBy: answers, deadlines) {
        return (.deadline(notice), due)
      }
      return asks.takeDue(by: end).map { (.ask($0.closed), $0.due) }
    }
  }
}
