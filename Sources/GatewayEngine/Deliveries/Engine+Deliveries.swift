import GatewayCore
import GatewayStore

/// Deliveries to webhooks, stored or held in memory.
extension Engine {
  /// The deliveries that tell a webhook of an event, in its format. Rules name only webhooks of
  /// their own file.
  func deliveries(
    of event: WebhookEvent, to name: String, contact: ContactKey?
  ) -> [NewDelivery] {
    guard let handler, let webhook = webhook(name) else { return [] }
    let due = event.isNotice ? timeForNotice(to: webhook) : nil
    var event = event
    if let contact { event.identify(contact: keys.pseudonym(of: contact, at: name)) }
    return handler.formats.bodies(of: event, for: webhook, entropy: &entropy).map { body in
      NewDelivery(
        webhookID: makeWebhookID(), webhook: name, contact: contact, format: webhook.format,
        body: body, due: due)
    }
  }

  /// A time between the webhook's delay and twice that delay from now.
  private func timeForNotice(to webhook: Webhook) -> UnixMilliseconds {
    let beyond = Double(webhook.delay) * Double.random(in: 0..<1, using: &entropy)
    return context.now.advanced(byMilliseconds: webhook.delay + Int64(beyond))
  }

  /// "msg_" and 24 hex digits from random bytes.
  private func makeWebhookID() -> String {
    let (high, low) = (entropy.next(), entropy.next())
    return String(unsafeUninitializedCapacity: 28) { bytes in
      _ = bytes.update(fromContentsOf: "msg_".utf8)
      for digit in 0..<16 { bytes[4 + digit] = Self.hexDigit(high >> (digit * 4)) }
      for digit in 0..<8 { bytes[20 + digit] = Self.hexDigit(low >> (digit * 4)) }
      return 28
    }
  }

  /// The digit of the lowest four bits.
  private static func hexDigit(_ bits: UInt64) -> UInt8 {
    let value = UInt8(bits & 15)
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// Takes the deliveries that are due.
  func collectDeliveries(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    let room = settings.deliveriesMax - memory.deliveriesUnderWay.count
    guard room > 0 else { return }
    let looksUp = transaction.movedDueTimes || memory.due.hasDelivery(now)
    let due = try transaction.takeDeliveries(
      atMost: room, now: now, excluding: memory.deliveriesUnderWay,
      paused: memory.pausedWebhooks, looksUp: looksUp)
    if looksUp { memory.due = nil }
    for delivery in due {
      memory.deliveriesUnderWay.insert(delivery.id)
      if webhook(delivery.webhook) != nil {
        after.deliveries.append(delivery)
      } else {
        try recordDelivery(
          delivery.id, result: Self.withoutWebhook, startedAt: uptime(), in: transaction, now: now,
          &after)
      }
    }
  }

  private static let withoutWebhook =
    DeliveryResult.unreachable("the bot no longer has a webhook of this name")

  /// Requests one attempt.
  func deliver(_ delivery: Delivery) {
    guard let webhook = webhook(delivery.webhook) else { return }
    output(.deliver(delivery, to: webhook, at: clock(), startedAt: uptime()))
  }

  func recordDelivery(
    _ id: DeliveryID, result: DeliveryResult, startedAt: Uptime,
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.deliveriesUnderWay.remove(id)
    let jitter = Double.random(in: 0..<1, using: &entropy)
    let result = try withoutOldRefusal(result, startedAt: startedAt) { () throws(StoreError) in
      try transaction.webhook(of: id)
    }
    let duration = uptime().milliseconds(since: startedAt)
    let attempt = try transaction.record(
      result, of: id, startedAt: now.advanced(byMilliseconds: -duration), jitter: jitter, now: now)
    guard let attempt else { return }
    if attempt.fate.isEnd, attempt.isStored, keep == .nothing { memory.nextPruning = .start }
    after.reports.append(
      .delivery(
        DeliveryReport(
          id: id, webhook: attempt.webhook, message: attempt.message, attempt: attempt.number,
          result: result, fate: attempt.fate)))
    if attempt.fate == .paused { try pause(attempt.webhook, in: transaction, now: now, &after) }
  }
}
