import GatewayCore
import GatewayRules
import GatewayStore
import ToxCore

/// What leaves: answers from the outbox, deliveries to webhooks; and when to look again.
extension Worker {
  /// Hands over what waits for contacts that are online, within their window.
  func collectOutgoing(
    in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    var served: Set<ContactKey> = []
    for key in after.contactsToServe where served.insert(key).inserted {
      guard let live = memory.contacts[key], live.isOnline, live.room > 0 else { continue }
      let waiting = try transaction.outbox(
        of: key, after: live.handedThrough, limit: live.room)
      guard !waiting.isEmpty, let contact = transaction.contact(key) else { continue }
      for message in waiting {
        memory.contacts[key]?.handOver(message.id)
        after.commands.append(.send(key, message.id, message.kind, text: message.text))
        after.reports.append(.reply(contact, message.id, text: message.text))
      }
      try transaction.markSent(waiting.map(\.id))
    }
  }

  /// Takes the deliveries that are due.
  func collectDeliveries(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    let room = courier.room - memory.deliveriesUnderWay.count
    guard room > 0 else { return }
    let due = try transaction.dueDeliveries(
      now: now, limit: room, excluding: memory.deliveriesUnderWay)
    after.deliveries += due
  }

  /// Starts one attempt. Its result comes back through the mailbox.
  func deliver(_ delivery: Delivery) {
    memory.deliveriesUnderWay.insert(delivery.id)
    let startedAt = clock()
    let mailbox = mailbox
    let webhook = rules?.bot.configuration.webhooks.first { $0.name == delivery.webhook }
    guard let webhook else {
      let result = DeliveryResult.unreachable("the bot no longer has a webhook of this name")
      mailbox.post(.delivered(delivery.id, result, startedAt: startedAt))
      return
    }
    courier.deliver(delivery, to: webhook, at: startedAt) { result in
      mailbox.post(.delivered(delivery.id, result, startedAt: startedAt))
    }
  }

  func recordDelivery(
    _ id: DeliveryID, _ result: DeliveryResult, startedAt: UnixMilliseconds,
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    let next = try transaction.record(
      result, of: id, startedAt: startedAt, jitter: Double.random(in: 0..<1, using: &entropy),
      now: now)
    memory.deliveriesUnderWay.remove(id)
    guard let record = try transaction.delivery(id) else { return }
    after.reports.append(
      .delivery(
        DeliveryReport(
          id: id, webhook: record.webhook, attempt: record.attempts, result: result, next: next)))
  }

  /// Milliseconds until a delivery, a timer or the next pruning is due; nil when nothing is.
  func timeToNextDue() -> Int64? {
    let due = try? store.read { reader throws(StoreError) -> UnixMilliseconds? in
      [
        try reader.nextDeliveryDue(excluding: memory.deliveriesUnderWay),
        rules == nil ? nil : try reader.nextTimerDue(), memory.nextSettling,
      ].compactMap { $0 }.min()
    }
    guard let due else { return nil }
    return max(0, due.rawValue - clock().rawValue)
  }
}

/// Carries deliveries to webhooks.
protocol Deliverer: Sendable {
  /// How many may be under way at once.
  var room: Int { get }
  /// Makes one attempt and calls `completion` once, from any thread.
  func deliver(
    _ delivery: Delivery, to webhook: Webhook, at time: UnixMilliseconds,
    completion: @escaping @Sendable (DeliveryResult) -> Void)
}
