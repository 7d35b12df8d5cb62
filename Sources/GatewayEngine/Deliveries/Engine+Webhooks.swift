import GatewayCore
import GatewayStore

/// Webhooks that pause, because their receiver answered 410 Gone.
extension Engine {
  /// At the start: resumes paused webhooks whose settings were changed in the meantime.
  func loadPausedWebhooks(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard !memory.hasLoadedPausedWebhooks else { return }
    memory.hasLoadedPausedWebhooks = true
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

  /// Pauses a webhook whose receiver wants no more deliveries.
  func pause(
    _ name: String, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let settings = webhook(name).map(keys.settingsHash) ?? []
    memory.pausedWebhooks.insert(name)
    guard try transaction.pause(name, settings: settings, now: now) else { return }
    try reportPause(of: name, in: transaction, &after)
  }

  /// A new url or key for a webhook is its owner's answer to failures: waiting deliveries are tried
  /// at once.
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

  /// A final refusal by a receiver that was replaced in the file since the attempt began says
  /// nothing about its successor.
  func withoutOldRefusal(
    _ result: DeliveryResult, startedAt: Uptime,
    of webhook: () throws(StoreError) -> String?
  ) throws(StoreError) -> DeliveryResult {
    guard result.pausesWebhook, let webhook = try webhook(),
      let changed = memory.webhooksChangedAt[webhook], startedAt < changed
    else { return result }
    return .unreachable("The webhook was changed while the attempt was under way.")
  }

  /// Updates the memory for a webhook that was resumed.
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
