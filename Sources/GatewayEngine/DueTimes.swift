import GatewayCore
import GatewayStore

/// When the next delivery, timer or pruning is due.
struct DueTimes {
  var delivery: UnixMilliseconds?
  var timer: UnixMilliseconds?
}

extension DueTimes? {
  /// Whether a delivery may be due; true until it was looked up.
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
    // While the courier is full, the next result wakes the engine.
    if settings.deliveriesMax > memory.deliveriesUnderWay.count {
      dates.append(known.delivery)
      dates.append(memory.heldDue)
    }
    // By the clock as this batch read it: if it was set since, the next batch finds out.
    let (date, read) = (context.now, memory.clockReadAt)
    moments += dates.map { due in
      due.map { read.advanced(byMilliseconds: $0.rawValue &- date.rawValue) }
    }
    guard let due = moments.compactMap({ $0 }).min() else { return nil }
    return uptime().milliseconds(until: due)
  }
}
