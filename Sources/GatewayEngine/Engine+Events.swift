import GatewayCore
import GatewayStore

/// Events for consumers, in the transaction that causes them.
extension Engine {
  /// Keeps what a transaction reports, where there is a consumer.
  func keepEvents(
    _ after: AfterCommit, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) {
    guard !after.reports.isEmpty, policy.writesMessages, try transaction.hasConsumers() else {
      return
    }
    let events = shown(after.reports).compactMap { operations.event(of: $0, now: now) }
    guard !events.isEmpty else { return }
    try transaction.keep(events, now: now)
  }
}
