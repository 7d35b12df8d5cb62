import GatewayCore
import GatewayStore

/// When the engine has to look again without an input.
extension Engine {
  /// Whether this transaction left open when to look again.
  func mustLookAhead(in transaction: StoreTransaction) -> Bool {
    mustLookAheadForDeliveries(in: transaction) || mustLookAheadForTimers(in: transaction)
      || memory.nextExpiry == .unknown || transaction.hasMovedDeadlines
      || memory.deadline == .unknown || transaction.hasMovedErasures || memory.erasure == .unknown
  }

  /// Notes when to look again, or looks it up where this transaction may have changed it.
  func lookAhead(in transaction: StoreTransaction) throws(StoreError) {
    try lookAheadForDeliveries(in: transaction)
    try lookAheadForExpiry(in: transaction)
    try lookAheadForDeadlines(in: transaction)
    if transaction.takeMovedErasures() || memory.erasure == .unknown {
      memory.erasure = NextDue(try transaction.nextErasureDue())
    }
    guard mustLookAheadForTimers(in: transaction) else { return }
    memory.timer = NextDue(rules == nil ? nil : try transaction.nextTimerDue())
  }

  private func mustLookAheadForTimers(in transaction: StoreTransaction) -> Bool {
    transaction.movedTimers || memory.timer == .unknown
  }

  /// Milliseconds until something is due; nil when nothing is.
  func timeToNextDue() -> Int64? {
    let now = uptime()
    var moments = [
      memory.nextRelease, stepDue, memory.nextCleaning, partsDue, scheduleDue,
      broadcastDue, memory.files.retryAt, deadlineDue,
    ]
    moments += memory.lanes.map { moment(for: $0, at: now) }
    moments.append(moment(of: memory.timer))
    moments.append(moment(of: memory.asks.next))
    moments.append(noticesDue)
    moments.append(moment(of: memory.nextExpiry))
    moments.append(moment(of: memory.files.nextExpiry))
    moments.append(moment(of: memory.confirmations.next))
    moments.append(moment(of: memory.requestCodes.next))
    if !memory.hastened.isEmpty { moments.append(now) }
    guard let due = moments.compactMap({ $0 }).min() else { return nil }
    return now.milliseconds(until: due)
  }

  /// By the clock as this batch read it: if it was set since, the next batch finds out.
  func moment(of due: NextDue) -> Uptime? {
    switch due {
    case .unknown: memory.clockReadAt
    case .none: nil
    case .at(let time):
      memory.clockReadAt.advanced(byMilliseconds: time.rawValue &- context.now.rawValue)
    }
  }
}
