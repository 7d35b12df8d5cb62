import GatewayCore
import GatewayStore

/// When to go on with broadcasts.
struct BroadcastTimes {
  /// When the next contacts are written to; nil where no broadcast is being sent.
  fileprivate(set) var next: Uptime? = .start
  /// When the time of a broadcast is over.
  fileprivate(set) var end = NextDue.unknown

  /// Whether there may be something to do.
  func isDue(_ now: UnixMilliseconds, uptime: () -> Uptime) -> Bool {
    end.isDue(now) || next.map { $0 <= uptime() } ?? false
  }

  /// There is a new one.
  mutating func add(at now: Uptime) {
    next = min(next ?? now, now)
    end = .unknown
  }

  /// The clock was set.
  mutating func forgetEnd() { end = .unknown }
}

/// Broadcasts leave at a pace: a few contacts in each of many transactions, so that what contacts
/// write meanwhile waits for none of them.
extension Engine {
  /// Contacts of one transaction, and milliseconds until the next one: 200 a second.
  private static let broadcastBatch = 50
  private static let broadcastPause: Int64 = 250

  func continueBroadcasts(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    if let next = memory.broadcasts.next, next <= uptime() {
      try writeSome(in: transaction, &after)
    }
    if memory.broadcasts.end == .unknown {
      memory.broadcasts.end = NextDue(try transaction.nextBroadcastEnd())
    }
    guard memory.broadcasts.end.isDue(now) else { return }
    let (forgotten, hasMore) = try transaction.endBroadcasts(limit: Self.broadcastBatch, now: now)
    noteForgotten(forgotten, &after)
    if !hasMore { memory.broadcasts.end = .unknown }
  }

  private func writeSome(
    in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    // A full database takes what contacts write first.
    guard memory.space.obstacle == nil else {
      memory.broadcasts.next = uptime().advanced(byMilliseconds: SpaceWatch.interval)
      return
    }
    var consequences = RuleConsequences()
    let hasMore = try transaction.continueBroadcast(
      limit: Self.broadcastBatch, in: context, to: &consequences)
    answer(consequences.answers, in: transaction, &after)
    memory.broadcasts.next =
      hasMore ? uptime().advanced(byMilliseconds: Self.broadcastPause) : nil
  }

  /// When the next contacts are written to, or a broadcast ends.
  var broadcastDue: Uptime? {
    [memory.broadcasts.next, moment(of: memory.broadcasts.end)].compactMap(\.self).min()
  }
}
