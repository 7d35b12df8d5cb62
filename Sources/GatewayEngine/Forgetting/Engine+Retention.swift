import GatewayCore
import GatewayStore

/// Ends deliveries that waited for too long, drops the bodies of accepted ones, and forgets those
/// that were listed long enough: at the start and once an hour, in steps.
extension Engine {
  /// When to wake up for it. Where nothing has a time of its own, it is done along with other work.
  var retentionDue: Uptime? {
    if memory.steps.retention != nil { return .start }
    let isTimed = configuration?.webhooks.contains { webhook in
      webhook.lane.keep != nil || webhook.lane.expires != nil
    }
    return isTimed ?? false ? memory.nextRetention : nil
  }

  /// Milliseconds after which an idle bot wakes up for it: it has no other work, and forgets too.
  private static let idleInterval: Int64 = 86_400_000

  /// Milliseconds until an idle bot looks; nil without webhooks.
  var timeToIdleRetention: Int64? {
    guard !memory.lanes.isEmpty else { return nil }
    let due = memory.nextRetention.advanced(byMilliseconds: Self.idleInterval)
    return uptime().milliseconds(until: due)
  }

  func isRetentionDue(_ moment: Uptime) -> Bool {
    !memory.lanes.isEmpty && (memory.steps.retention != nil || moment >= memory.nextRetention)
  }

  /// The most entries of the audit log that are dropped at once.
  private static let auditAtOnce = 1_000

  /// Drops old entries of the audit log once an hour, along with other work.
  func dropOldAudit(in transaction: StoreTransaction) throws(StoreError) {
    let moment = uptime()
    guard rules != nil, moment >= memory.nextAuditDrop else { return }
    let count = try transaction.dropOldAudit(time: timeForErasing, limit: Self.auditAtOnce)
    guard count < Self.auditAtOnce else { return }
    memory.nextAuditDrop = moment.advanced(byMilliseconds: Self.pruningInterval)
  }

  func retainSome(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    if memory.steps.retention == nil {
      memory.nextRetention = uptime().advanced(byMilliseconds: Self.pruningInterval)
    }
    let ages = (configuration?.webhooks ?? []).map { webhook in
      DeliveryAges(
        webhook: webhook.name, sending: webhook.lane.age, keep: webhook.lane.keep)
    }
    var forgotten = Forgotten()
    memory.steps.retention = try transaction.retainDeliveries(
      ages, from: memory.steps.retention ?? DeliveryID(0), rows: memory.steps.rows,
      time: timeForErasing, now: now, &forgotten)
    return forgotten.rows > 0
  }
}
