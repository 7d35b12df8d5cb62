import GatewayCore
import GatewayStore

/// One notice for each outage of a webhook, and one when it is over: to another webhook or to a
/// contact, as `or_else` says.
///
/// Two webhooks may name each other: each of them causes one notice while it is away, however many
/// of its deliveries are notices themselves.
extension Engine {
  /// Milliseconds without a success after which a receiver that restarts would be back.
  private static let outageAgeMin: Int64 = 300_000

  /// Tells of an outage that began or is over with this attempt.
  func tellOutage(
    after attempt: RecordedAttempt, _ result: DeliveryResult, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    if let since = attempt.endedOutage {
      try tell(of: attempt.webhook, since: since, nil, in: transaction, now: now, &after)
    } else if let since = attempt.failingSince, !attempt.isTold,
      attempt.fate == .paused || result.isRefusalOfWebhook
        || now.rawValue - since.rawValue >= Self.outageAgeMin
    {
      try transaction.noteToldOutage(of: attempt.webhook)
      try tell(of: attempt.webhook, since: since, result, in: transaction, now: now, &after)
    }
  }

  private func tell(
    of name: String, since: UnixMilliseconds, _ result: DeliveryResult?,
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let listener = webhook(name)?.lane.orElse else { return }
    let outage = WebhookOutage(
      webhook: name, since: since, waiting: try transaction.waitingDeliveries(to: name),
      result: result)
    let effect: Effect
    switch listener {
    case .webhook(let other):
      effect = .deliver(.outage(outage, at: now), to: other, contact: nil)
    case .contact(let key):
      guard transaction.contact(key)?.state == .accepted else { return }
      effect = .reply(to: key, text: outage.sentence, kind: .text)
    }
    var consequences = RuleConsequences()
    try transaction.apply(
      RuleOutcome(effects: [effect]), of: nil, in: context, to: &consequences)
    try follow(consequences, in: transaction, now: now, &after)
  }
}
