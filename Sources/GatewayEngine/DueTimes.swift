import GatewayCore
import GatewayStore

/// When the store next has something to do by itself.
struct DueTimes {
  var delivery: UnixMilliseconds?
  var timer: UnixMilliseconds?
}

extension DueTimes? {
  /// Whether a delivery may be due; so it may where nobody looked yet.
  func hasDelivery(_ now: UnixMilliseconds) -> Bool {
    self.map { due in due.delivery.map { $0 <= now } ?? false } ?? true
  }

  func hasTimer(_ now: UnixMilliseconds) -> Bool {
    self.map { due in due.timer.map { $0 <= now } ?? false } ?? true
  }
}

extension Engine {
  /// Notes when to look again, or looks it up where this transaction may have changed it.
  func lookAhead(in transaction: StoreTransaction) throws(StoreError) {
    memory.heldDue = transaction.nextHeldDelivery(
      excluding: memory.deliveriesUnderWay, paused: memory.pausedWebhooks)
    if let due = memory.due, !transaction.movedDueTimes {
      let ready = transaction.nextReady(paused: memory.pausedWebhooks)
      memory.due?.delivery = [due.delivery, ready].compactMap(\.self).min()
      return
    }
    memory.due = DueTimes(
      delivery: try transaction.nextDeliveryDue(excluding: memory.deliveriesUnderWay),
      timer: rules == nil ? nil : try transaction.nextTimerDue())
  }

  /// Milliseconds until a delivery, a timer or the next pruning is due; nil when nothing is.
  func timeToNextDue() -> Int64? {
    guard let known = memory.due else { return 0 }
    var moments = [memory.nextRelease, stepDue, memory.nextCleaning, partsDue]
    var dates = [known.timer]
    // With all the courier's room taken, the next result is what wakes us.
    if settings.deliveriesMax > memory.deliveriesUnderWay.count {
      dates.append(known.delivery)
      dates.append(memory.heldDue)
    }
    // By the clock as this batch found it: a later look may find it set, and the next batch does.
    let (date, read) = (context.now, memory.clockReadAt)
    moments += dates.map { due in
      due.map { read.advanced(byMilliseconds: $0.rawValue &- date.rawValue) }
    }
    guard let due = moments.compactMap({ $0 }).min() else { return nil }
    return uptime().milliseconds(until: due)
  }
}
