import GatewayCore
import GatewayStore

/// Answers: from a rule or a person to the network.
extension Engine {
  /// Hands new answers over, or lets them wait behind those that wait already: in the outbox, or
  /// where the transaction keeps no messages in memory.
  func answer(
    _ messages: [OutboxMessage], in transaction: StoreTransaction, _ after: inout AfterCommit
  ) {
    for message in messages {
      guard transaction.policy != .held || hold(message) else {
        memory.losses.answers += 1
        continue
      }
      let isHandedOver = contacts.change(message.contact) { $0.handOverIfNext(message) }
      if isHandedOver {
        send(message, in: transaction, &after)
      } else {
        after.contactsToServe.append(message.contact)
      }
    }
  }

  private func hold(_ message: OutboxMessage) -> Bool {
    guard memory.unkeptAnswers < UnkeptAnswers.totalMax,
      contacts.change(message.contact, { $0.unkept.add(message) })
    else { return false }
    memory.unkeptAnswers += 1
    return true
  }

  private func send(
    _ message: OutboxMessage, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) {
    after.sends.append(.send(message))
    guard let contact = transaction.contact(message.contact) else { return }
    after.reports.append(.reply(contact, message))
  }

  /// Hands over what waits for contacts that came online or have room again, within their window.
  func collectOutgoing(
    in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    for key in after.contactsToServe where contacts.read(key, { $0.wantsMore }) ?? false {
      guard let live = contacts[key] else { continue }
      let waiting = try waiting(for: key, live, in: transaction)
      contacts.change(key) { live in
        for message in waiting { live.handOver(message) }
        live.hasMore = live.room == 0
      }
      for message in waiting { send(message, in: transaction, &after) }
    }
  }

  /// The next ones in the order of their numbers, wherever they are held.
  private func waiting(
    for key: ContactKey, _ live: LiveContact, in transaction: StoreTransaction
  ) throws(StoreError) -> [OutboxMessage] {
    let stored = try transaction.outbox(of: key, after: live.handedThrough, limit: live.room)
    guard live.unkept.count > 0 else { return stored }
    let all = stored + live.unkept.after(live.handedThrough, limit: live.room)
    return Array(all.sorted { $0.id < $1.id }.prefix(live.room))
  }

  /// The contact has these.
  func finish(
    _ received: [LiveContact.InFlight], of key: ContactKey, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard !received.isEmpty else { return }
    try take(received, of: key, in: transaction)
    after.contactsToServe.append(key)
    guard let contact = transaction.contact(key) else { return }
    for entry in received {
      after.reports.append(.receipt(contact, entry.id))
      if let waiter = memory.receiptWaiters.take(entry.id) {
        after.replies.append((waiter, .done))
      }
    }
  }

  /// The contact has these, which are the oldest of its answers, or have a stamp.
  private func take(
    _ received: [LiveContact.InFlight], of key: ContactKey, in transaction: StoreTransaction
  ) throws(StoreError) {
    let stored = contacts.change(key) { $0.unkept.remove(received.map(\.id)) }
    memory.unkeptAnswers -= received.count - stored.count
    guard let last = stored.last else { return }
    if received.contains(where: { $0.stampID != nil }) {
      try transaction.markReceived(stored)
    } else {
      try transaction.markReceived(through: last, by: key)
    }
    // What such a bot has in its store is left from the time before, and goes when it may.
    guard !keepsMessages else { return }
    try transaction.oweRewriting()
    memory.nextPruning = .start
  }
}
