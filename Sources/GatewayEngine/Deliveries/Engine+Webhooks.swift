import GatewayCore
import GatewayStore

/// Webhooks that pause: their receiver answered 410, "send nothing any more".
extension Engine {
  /// At the start: what is paused goes on where its settings were changed meanwhile.
  func lookAtWebhooks(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard !memory.hasLookedAtWebhooks else { return }
    memory.hasLookedAtWebhooks = true
    for paused in try transaction.pausedWebhooks() {
      memory.pausedWebhooks.insert(paused.name)
      guard let webhook = webhook(paused.name) else { continue }
      if paused.settings == keys.settingsHash(of: webhook) {
        try reportPause(of: paused.name, in: transaction, &after)
      } else {
        try resume(paused.name, in: transaction, now: now, &after)
      }
    }
  }

  /// The receiver of a delivery wants nothing any more.
  func pause(
    _ name: String, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let settings = webhook(name).map(keys.settingsHash) ?? []
    memory.pausedWebhooks.insert(name)
    guard try transaction.pause(name, settings: settings, now: now) else { return }
    try reportPause(of: name, in: transaction, &after)
  }

  /// A file with another url or key for a webhook is its owner's answer to failures: what waits is
  /// tried at once.
  func resumeChanged(
    since before: [Webhook], in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    for webhook in configuration?.webhooks ?? [] {
      guard let old = before.first(where: { $0.name == webhook.name }), old != webhook else {
        continue
      }
      memory.webhooksChangedAt[webhook.name] = uptime()
      try resume(webhook.name, in: transaction, now: now, &after)
    }
  }

  /// The 410 of a receiver that the file named when the attempt began, and no longer does, says
  /// nothing about the one that it names now.
  func withoutOldRefusal(
    _ result: DeliveryResult, startedAt: Uptime,
    of webhook: () throws(StoreError) -> String?
  ) throws(StoreError) -> DeliveryResult {
    guard case .refused(410, _, _) = result, let webhook = try webhook(),
      let changed = memory.webhooksChangedAt[webhook], startedAt < changed
    else { return result }
    return .unreachable("The webhook was changed while the attempt was under way.")
  }

  /// What follows for the memory from a webhook that goes on.
  func resumed(_ name: String, now: UnixMilliseconds, _ after: inout AfterCommit) {
    guard memory.pausedWebhooks.remove(name) != nil else { return }
    after.reports.append(.webhook(WebhookReport(name: name, isPaused: false, waiting: nil)))
  }

  private func resume(
    _ name: String, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    try transaction.resume(name, now: now)
    resumed(name, now: now, &after)
  }

  private func reportPause(
    of name: String, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    let waiting = try transaction.waitingDeliveries(to: name)
    after.reports.append(.webhook(WebhookReport(name: name, isPaused: true, waiting: waiting)))
  }

  func webhook(_ name: String) -> Webhook? {
    configuration?.webhooks.first { $0.name == name }
  }
}
