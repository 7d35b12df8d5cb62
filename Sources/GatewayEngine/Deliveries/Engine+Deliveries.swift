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
    let isCounted = event.isNotice && event.scheduled == nil && webhook.schedule != nil
    let due = event.isNotice && webhook.schedule == nil ? timeForNotice(to: webhook) : nil
    let isForMany = handler.formats[webhook.format]?.hasReceiverPerBody ?? false
    var event = event
    if let contact {
      event.identify(contact: pseudonyms.pseudonym(of: contact, at: name, by: keys))
    }
    return handler.formats.bodies(of: event, for: webhook, entropy: &entropy).map { body in
      var delivery = NewDelivery(
        webhookID: makeWebhookID(), webhook: name, contact: contact, format: webhook.format,
        body: body, due: due)
      delivery.isInOrder = webhook.lane.keepsOrder && !isForMany
      delivery.waitingMax = webhook.lane.backlogMax
      delivery.isCounted = isCounted
      return delivery
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

  private static let withoutWebhook =
    DeliveryResult.unreachable("the bot no longer has a webhook of this name")

  /// Requests an attempt at each.
  func deliver(_ deliveries: [Delivery]) {
    guard !deliveries.isEmpty else { return }
    let (time, moment) = (clock(), uptime())
    let attempts = deliveries.compactMap { delivery -> Attempt? in
      guard var webhook = webhook(delivery.webhook) else { return nil }
      if let end = delivery.answerBy {
        webhook.timeout = min(webhook.timeout, Int(clamping: max(1, end.rawValue - time.rawValue)))
      }
      return Attempt(delivery, to: webhook, at: time, startedAt: moment)
    }
    output(.deliver(attempts))
  }

  /// A delivery to a webhook that is no longer in the bot's file: its owner may have renamed it.
  func recordMissingWebhook(
    of delivery: Delivery, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    try recordDelivery(
      delivery.id, outcome: AttemptOutcome(Self.withoutWebhook), startedAt: uptime(),
      in: transaction, now: now, &after)
  }

  func recordDelivery(
    _ id: DeliveryID, outcome: AttemptOutcome, startedAt: Uptime,
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    let lane = endAttempt(of: id)
    let jitter = outcome.result.isFailureOfReceiver ? Double.random(in: 0..<1, using: &entropy) : 0
    let result = try withoutOldRefusal(outcome.result, startedAt: startedAt) {
      () throws(StoreError) in
      try transaction.webhook(of: id)
    }
    let ask = try openAsk(of: id, in: transaction)
    let duration = uptime().milliseconds(since: startedAt)
    let keepsContent = keepsContent(lane)
    let attempt = try transaction.record(
      result, of: id, startedAt: now.advanced(byMilliseconds: -duration), address: outcome.address,
      response: keepsContent ? outcome.response : nil, keepsBody: keepsContent, jitter: jitter,
      now: now)
    if let lane {
      memory.lanes[lane].note(result, after: duration, pause: outcome.pause, at: uptime())
    }
    guard let attempt else { return }
    if attempt.fate.isEnd, attempt.isStored, keep == .nothing { memory.nextPruning = .start }
    if attempt.fate.isEnd, let ask { try close(ask, with: result, in: transaction, &after) }
    after.reports.append(
      .delivery(
        DeliveryReport(
          id: id, webhook: attempt.webhook, message: attempt.message, attempt: attempt.number,
          result: result, fate: attempt.fate)))
    try tellOutage(after: attempt, result, in: transaction, now: now, &after)
    if attempt.fate == .paused {
      try pause(attempt.webhook, cause: .receiver, in: transaction, now: now, &after)
    } else if hasFailedForDays(attempt) {
      try pause(attempt.webhook, cause: .failures, in: transaction, now: now, &after)
    }
  }

  /// Whether what was sent, and what was answered, stays.
  private func keepsContent(_ lane: Int?) -> Bool {
    lane.flatMap { webhook(memory.lanes[$0].name)?.lane.keep } != nil
  }

  /// - Returns: the index of the delivery's lane.
  private func endAttempt(of id: DeliveryID) -> Int? {
    for index in memory.lanes.indices where memory.lanes[index].end(id) { return index }
    return nil
  }

  /// Milliseconds without any success after which a webhook pauses: longer than the attempts of one
  /// delivery take.
  private static let failureAgeMax: Int64 = 5 * 86_400_000

  private func hasFailedForDays(_ attempt: RecordedAttempt) -> Bool {
    guard let since = attempt.failingSince else { return false }
    return timeForErasing.rawValue - since.rawValue >= Self.failureAgeMax
  }
}
