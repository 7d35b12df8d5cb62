import GatewayCore
import GatewayStore

/// Erases messages older than the bot's `inbox { keep = … }`, and contacts that were not seen for
/// `contacts { forget = … }`: at the start, after a reload and once an hour, in steps.
extension Engine {
  /// Milliseconds between two searches for what is too old.
  static let pruningInterval: Int64 = 3_600_000

  /// When to search for what is too old; nil where the bot keeps all.
  var pruningDue: Uptime? {
    if memory.steps.aging != nil { return .start }
    return keep == .forever ? nil : memory.nextPruning
  }

  /// When to search for contacts that have been quiet for too long.
  var quietContactsDue: Uptime? {
    guard configuration?.contacts.forget != nil else { return nil }
    return memory.nextForgettingOfContacts ?? .start
  }

  func pruneSome(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    if memory.steps.aging == nil {
      memory.nextPruning = uptime().advanced(byMilliseconds: Self.pruningInterval)
      memory.steps.aging = AgingPlace()
      if rules != nil { try transaction.noteKeepsNothing(keep == .nothing) }
      if keep == .nothing { memory.steps.owesCleaning = true }
      try reportWaiting(in: transaction, now: now, &after)
    }
    let rows = memory.steps.rows
    guard try transaction.forgetStamps(rows: rows, now: timeForErasing) < rows else { return true }
    let time: UnixMilliseconds
    switch keep {
    case .forever:
      memory.steps.aging = nil
      return false
    case .seconds(let age): time = timeForErasing.before(seconds: age)
    // The store of such a bot holds only what is left from earlier settings; answers and deliveries
    // that wait are sent first.
    case .nothing: time = UnixMilliseconds(.max)
    }
    let (forgotten, next) = try transaction.forget(
      olderThan: time, sparingOwed: keep == .nothing, from: memory.steps.aging ?? AgingPlace(),
      rows: rows, now: now)
    memory.steps.aging = next
    reportDropped(by: "they are older than the bot keeps", forgotten, &after)
    return noteStep(forgotten, isDone: next == nil, &after)
  }

  /// The first time is an hour after the start: after a long stop all contacts have time to be
  /// seen.
  func forgetSomeQuiet(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    guard let age = configuration?.contacts.forget else { return false }
    let pause = min(Self.pruningInterval, age * 1_000)
    guard memory.nextForgettingOfContacts != nil else {
      memory.nextForgettingOfContacts = uptime().advanced(byMilliseconds: pause)
      return false
    }
    if memory.steps.quietContacts == 0 { try transaction.noteSeen(memory.online, now: now) }
    let (keys, forgotten, next) = try transaction.forgetContacts(
      lastSeenBefore: timeForErasing.before(seconds: age), from: memory.steps.quietContacts,
      rows: memory.steps.rows, now: now)
    memory.steps.quietContacts = next ?? 0
    if next == nil { memory.nextForgettingOfContacts = uptime().advanced(byMilliseconds: pause) }
    for key in keys { disconnect(key, &after) }
    if !keys.isEmpty {
      after.reports.append(.log("\(keys.count) contacts that were not seen for long are forgotten"))
      reportDropped(by: "their contacts are forgotten", forgotten, &after)
    }
    return noteStep(forgotten, isDone: next == nil, &after)
  }
}

extension UnixMilliseconds {
  /// The time so many seconds earlier, at least 0.
  func before(seconds: Int64) -> UnixMilliseconds {
    UnixMilliseconds(max(0, rawValue &- seconds &* 1_000))
  }
}
