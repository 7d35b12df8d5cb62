import GatewayCore
import GatewayStore

/// The wall clock, which may be wrong and may be set at any time.
extension Engine {
  /// The smallest step of the clock that is noticed, in milliseconds.
  private static let stepMin: Int64 = 1_000
  /// Milliseconds between two updates of the time stored in the home.
  private static let keepingInterval: Int64 = 60_000

  /// The time that decides what is too old; see `TrustedTime`.
  var timeForErasing: UnixMilliseconds {
    min(memory.time?.forErasing ?? context.now, context.now)
  }

  /// Checks whether the clock was set since the last batch or the last run, before anything depends
  /// on it.
  func followClock(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    defer { transaction.trusted = timeForErasing }
    let moment = uptime()
    let step = memory.wall.map { wall in
      now.rawValue &- wall.rawValue &- moment.milliseconds(since: memory.clockReadAt)
    }
    memory.wall = now
    memory.clockReadAt = moment
    // The command line's own identity has no expiry and no jobs with a due time.
    guard rules != nil else { return }
    if let step, step.magnitude > UInt64(Self.stepMin) {
      transaction.clockWasSet(by: step)
      try transaction.moveDeadlines(by: step)
      try transaction.moveErasures(by: step)
      memory.notice = .unknown
    }
    if step.map({ $0 < -Self.stepMin }) ?? true { try transaction.limitDueTimes(now: now) }
    if let step, step.magnitude > UInt64(Self.stepMin) {
      try moveSchedules(by: step, in: transaction, now: now)
      memory.asks.forget()
      memory.nextExpiry = .unknown
      memory.deadline = .unknown
      memory.erasure = .unknown
      memory.files.nextExpiry = .unknown
      memory.broadcasts.forgetEnd()
      memory.confirmations.forget()
      memory.requestCodes.forget()
    }
    guard now >= settings.earliestDate else {
      if !memory.isClockLost { after.reports.append(.clock(.lost(now))) }
      memory.isClockLost = true
      return
    }
    memory.isClockLost = false
    try followTrustedTime(in: transaction, now: now, &after)
  }

  private func followTrustedTime(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    let moment = uptime()
    let isStart = memory.time == nil
    let known = isStart ? try transaction.trustedTime() : memory.time
    let before = known ?? TrustedTime(trusted: now)
    var time = before
    let step =
      isStart
      ? time.start(at: now)
      : time.run(to: now, elapsed: moment.milliseconds(since: memory.timeReadAt))
    memory.time = time
    memory.timeReadAt = moment
    let isJump = step.magnitude > UInt64(TrustedTime.tolerance)
    if step < -Self.stepMin { try transaction.moveUsage(back: -step, now: now) }
    if step < -TrustedTime.tolerance { after.reports.append(.clock(.setBack(by: -step))) }
    // The clock is back where it was before it went ahead; or it went back and has held.
    let isCorrected = step < 0 && before.lead > 0 && time.lead >= 0
    let isBelieved = !isJump && before.lead != 0 && time.lead == 0
    if isJump && isCorrected || isBelieved && before.lead < 0 {
      try transaction.bringDatesBack(now: now)
      memory.nextExpiry = .unknown
      memory.files.nextExpiry = .unknown
    }
    if isJump || isBelieved { restartPruning() }
    if isJump || isBelieved, memory.isWaitingTold {
      memory.isWaitingTold = false
      if isBelieved { after.reports.append(.clock(.believed)) }
    }
    try keep(time, atOnce: isStart || isJump || isBelieved, in: transaction)
  }

  /// Trusts the clock, because the owner says that it is right.
  func confirmClock() {
    memory.time?.confirm(context.now)
    memory.isWaitingTold = false
    restartPruning()
  }

  /// Starts a new search for what is too old.
  private func restartPruning() {
    memory.nextPruning = .start
    if memory.nextForgettingOfUnseen != nil { memory.nextForgettingOfUnseen = .start }
  }

  private func keep(
    _ time: TrustedTime, atOnce: Bool, in transaction: StoreTransaction
  ) throws(StoreError) {
    let moment = uptime()
    guard atOnce || moment.isPast(Self.keepingInterval, since: memory.timeKeptAt) else { return }
    memory.timeKeptAt = moment
    try transaction.setTrustedTime(time)
  }

  /// Tells the owner, once, that something is kept that would be erased by the clock alone.
  func reportWaiting(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let time = memory.time, time.lead > 0, !memory.isWaitingTold,
      let configuration
    else { return }
    var waiting = ClockNotice.Waiting(ahead: time.lead, remaining: time.remaining)
    if case .seconds(let age) = configuration.inbox.keep {
      waiting.messages = try transaction.messageCount(before: now.before(seconds: age))
    }
    if let age = configuration.contacts.forget {
      waiting.contacts = try transaction.quietContactCount(before: now.before(seconds: age))
    }
    guard waiting.messages + waiting.contacts > 0 else { return }
    memory.isWaitingTold = true
    after.reports.append(.clock(.waits(waiting)))
  }
}
