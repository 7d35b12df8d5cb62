import GatewayCore
import GatewayStore

/// Answers: from a rule or the owner to the network.
extension Engine {
  /// Hands over new answers, or queues them behind those that already wait in the outbox or in
  /// memory.
  func answer(
    _ messages: [OutboxMessage], in transaction: StoreTransaction, _ after: inout AfterCommit
  ) {
    for message in messages {
      guard transaction.hold(message) else {
        memory.losses.answers += 1
        continue
      }
      memory.nextExpiry.add(message.expiresAt)
      let isHandedOver = contacts.change(message.contact) { $0.handOverIfNext(message) }
      if isHandedOver {
        send(message, in: transaction, &after)
      } else {
        after.contactsToServe.append(message.contact)
      }
    }
  }

  private func send(
    _ message: OutboxMessage, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) {
    after.sends.append(.send(message))
    guard let contact = transaction.contact(message.contact) else { return }
    after.reports.append(.reply(contact, message))
  }

  /// Hands over answers that wait for contacts that came online or have room again, within their
  /// window.
  func collectOutgoing(
    in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    for key in after.contactsToServe where contacts.read(key, { $0.wantsMore }) ?? false {
      guard let live = contacts[key] else { continue }
      let waiting = try transaction.outbox(
        of: key, after: live.handedThrough, limit: live.room, unexpiredAt: context.now)
      contacts.change(key) { live in
        for message in waiting { live.handOver(message) }
        live.hasMore = live.room == 0
      }
      for message in waiting { send(message, in: transaction, &after) }
    }
  }

  /// Completes answers that the contact has.
  func finish(
    _ received: [LiveContact.InFlight], of key: ContactKey, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard !received.isEmpty else { return }
    try take(received.filter { $0.expired == nil }, of: key, in: transaction)
    try finishExpired(received, in: transaction)
    after.contactsToServe.append(key)
    guard let contact = transaction.contact(key) else { return }
    for entry in received {
      after.reports.append(.receipt(contact, entry.id))
      if let waiter = memory.receiptWaiters.take(entry.id) {
        after.replies.append((waiter, .done))
      }
    }
  }

  /// Deletes answers that the contact has: its oldest ones, or one with a stamp.
  private func take(
    _ received: [LiveContact.InFlight], of key: ContactKey, in transaction: StoreTransaction
  ) throws(StoreError) {
    guard !received.isEmpty else { return }
    let isLeftOver = try transaction.markReceived(
      received.map(\.id), areNamed: received.contains { $0.stampID != nil }, by: key)
    // Answers left from a time when the bot kept messages may be pruned from now on.
    if isLeftOver { memory.nextPruning = .start }
  }
}
