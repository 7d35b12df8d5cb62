import GatewayCore
import GatewayStore

/// Events for consumers, in the transaction that causes them.
extension Engine {
  /// Keeps what a transaction reports, where there is a consumer.
  func keepEvents(
    _ after: inout AfterCommit, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) {
    try reportConversations(in: transaction, &after)
    guard !after.reports.isEmpty, policy.writesMessages, try transaction.hasConsumers() else {
      return
    }
    let events = shown(after.reports).compactMap { operations.event(of: $0, now: now) }
    guard !events.isEmpty else { return }
    try transaction.keep(events, now: now)
  }

  /// Conversations whose status, star or assignee changed.
  private func reportConversations(
    in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    for change in try transaction.takeChangedConversations() {
      guard let contact = transaction.contact(change.contact) else { continue }
      after.reports.append(.conversation(contact, change.triage, by: change.author))
    }
  }
}
