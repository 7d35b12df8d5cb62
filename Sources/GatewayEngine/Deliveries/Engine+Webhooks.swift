import GatewayCore
import GatewayStore

/// Webhooks that pause: because their receiver answered 410 Gone, nothing succeeded for days, or
/// their owner said so.
extension Engine {
  /// At the start: resumes paused webhooks whose settings were changed in the meantime.
  func loadWebhooks(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard !memory.hasLoadedWebhooks else { return }
    memory.hasLoadedWebhooks = true
    try transaction.noteWebhooks(configuration?.webhooks.map(\.name) ?? [])
    try transaction.noteHooks(configuration?.hooks ?? [])
    if let configuration { try transaction.noteDesk(of: configuration) }
    let known = try transaction.webhookSummaries()
    prepareLanes(former: known.filter { $0.waiting > 0 }.map(\.name))
    memory.hastened = try transaction.hastenedWebhooks()
    for paused in try transaction.pausedWebhooks() {
      memory.pausedWebhooks[paused.name] = paused.cause
      guard let webhook = webhook(paused.name) else { continue }
      if paused.cause == .owner || paused.settings == keys.settingsHash(of: webhook) {
        try reportPause(of: paused.name, in: transaction, &after)
      } else {
        try resume(paused.name, in: transaction, now: now, &after)
      }
    }
  }

  /// Pauses a webhook.
  func pause(
    _ name: String, cause: PauseCause, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let settings = webhook(name).map(keys.settingsHash) ?? []
    let isNew = try transaction.pause(name, cause: cause, settings: settings, now: now)
    if isNew { memory.pausedWebhooks[name] = cause }
    if isNew { try reportPause(of: name, in: transaction, &after) }
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
      // Only the owner ends a pause of the owner's.
      guard memory.pausedWebhooks[webhook.name] != .owner else { continue }
      try resume(webhook.name, in: transaction, now: now, &after)
    }
  }

  /// A final refusal by a receiver that was replaced in the file since the attempt began says
  /// nothing about its successor.
  func withoutOldRefusal(
    _ result: DeliveryResult, startedAt: Uptime,
    of webhook: () throws(StoreError) -> String?
  ) throws(StoreError) -> DeliveryResult {
    guard result.isRefusalOfWebhook, let webhook = try webhook(),
      let changed = memory.webhooksChangedAt[webhook], startedAt < changed
    else { return result }
    return .unreachable("The webhook was changed while the attempt was under way.")
  }

  /// Updates the memory for a webhook that was resumed.
  func resumed(
    _ name: String, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.hastened = try transaction.hastenedWebhooks()
    for index in memory.lanes.indices where memory.lanes[index].name == name {
      memory.lanes[index].recovered()
    }
    guard memory.pausedWebhooks.removeValue(forKey: name) != nil else { return }
    after.reports.append(.webhook(WebhookReport(name: name)))
  }

  /// Updates the memory for a webhook that the owner paused.
  func paused(
    _ name: String, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard memory.pausedWebhooks.updateValue(.owner, forKey: name) != .owner else { return }
    try reportPause(of: name, in: transaction, &after)
  }

  /// Hastens more deliveries to webhooks that were resumed.
  func hastenSome(
    in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) {
    guard let name = memory.hastened.first else { return }
    if try transaction.hasten(name, now: now) { memory.hastened.removeFirst() }
  }

  private func resume(
    _ name: String, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    try transaction.resume(name, now: now)
    try resumed(name, in: transaction, &after)
  }

  private func reportPause(
    of name: String, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    let waiting = try transaction.waitingDeliveries(to: name)
    after.reports.append(
      .webhook(
        WebhookReport(name: name, pausedBy: memory.pausedWebhooks[name], waiting: waiting)))
  }

  func webhook(_ name: String) -> Webhook? {
    configuration?.webhooks.first { $0.name == name }
  }
}
