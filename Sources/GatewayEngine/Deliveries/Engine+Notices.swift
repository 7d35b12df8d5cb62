import GatewayCore
import GatewayStore

/// Notices that leave at fixed times. What came, and the next time, are stored: each time has one
/// notice at most, also where the process is killed and started again. Times at which no bot ran
/// have none.
extension Engine {
  /// When the next time may have come.
  var noticesDue: Uptime? { moment(of: memory.notice) }

  /// After a start and a reload.
  func loadNoticeSchedules(in transaction: StoreTransaction) throws(StoreError) {
    guard memory.notice == .unknown else { return }
    try transaction.keepNoticeStates(of: scheduledWebhooks.map(\.name))
  }

  private var scheduledWebhooks: [(name: String, schedule: NoticeSchedule)] {
    (configuration?.webhooks ?? []).compactMap { webhook in
      webhook.schedule.map { (webhook.name, $0) }
    }
  }

  func sendNotices(
    in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) {
    guard noticesDue.map({ $0 <= uptime() }) ?? false else { return }
    try loadNoticeSchedules(in: transaction)
    var first: UnixMilliseconds?
    for (name, schedule) in scheduledWebhooks {
      let next = try sendNotice(to: name, by: schedule, in: transaction, now: now)
      first = min(first ?? next, next)
    }
    memory.notice = NextDue(first)
  }

  /// - Returns: when the next one is due.
  private func sendNotice(
    to webhook: String, by schedule: NoticeSchedule, in transaction: StoreTransaction,
    now: UnixMilliseconds
  ) throws(StoreError) -> UnixMilliseconds {
    let before = try transaction.noticeState(of: webhook)
    var state = before
    let next = schedule.next(after: now)
    // One that is later than the next was set by another schedule, or by a clock that was ahead.
    if let due = state.next, due <= next, due > now { return due }
    if let due = state.next, due <= now, schedule.isConstant || state.waiting >= schedule.least {
      let event = WebhookEvent.notice(
        at: schedule.latest(before: now), by: schedule, count: state.waiting)
      for notice in deliveries(of: event, to: webhook, contact: nil) {
        try transaction.sendScheduled(notice, now: now)
      }
      state.waiting = 0
    }
    state.next = next
    if state != before { try transaction.setNoticeState(state, of: webhook) }
    return next
  }
}

extension NoticeSchedule {
  /// The last of the times.
  fileprivate func latest(before now: UnixMilliseconds) -> UnixMilliseconds {
    UnixMilliseconds(next(after: now).rawValue - interval)
  }
}
