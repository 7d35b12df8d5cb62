import GatewayCore
import GatewayEngine
import GatewayStore

/// What requests about webhooks have in common.
extension StoreReader {
  func hookSummaries() throws(OperationError) -> [HookSummary] {
    try storing { () throws(StoreError) in
      try webhookSummaries().map { summary in
        HookSummary(
          name: summary.name, waiting: summary.waiting, delivered: summary.delivered,
          failed: summary.failed, expired: summary.counts.expired,
          turnedAway: summary.counts.turnedAway, pausedSince: summary.pausedSince,
          pausedBy: summary.pausedBy, failingSince: summary.failingSince)
      }
    }
  }

  /// A name of a webhook that nothing was sent to is a typing mistake.
  func checkHook(_ name: String) throws(OperationError) {
    let known = try hookSummaries().map(\.name)
    guard !known.contains(name) else { return }
    let incoming = try storing { () throws(StoreError) in try hooks() }
    guard !incoming.contains(where: { $0.name == name }) else {
      throw .absent(
        "\"\(name)\" is an incoming hook: nothing is delivered to it. `postern hooks list` shows what"
          + " it received and refused.")
    }
    let names = known.map { "\"\($0)\"" }.joined(separator: ", ")
    throw .absent(
      "This bot has no deliveries to a webhook \"\(name)\""
        + (names.isEmpty ? "; another bot is named with --bot or --home." : "; only to \(names).")
    )
  }
}

extension StoreTransaction {
  func resumeHook(_ name: String, now: UnixMilliseconds) throws(OperationError) -> OperationResult {
    try checkHook(name)
    _ = try storing { () throws(StoreError) in try resume(name, now: now) }
    return OperationResult(changes: [.resumed(webhook: name)])
  }
}

extension DeliverySummary {
  init(_ record: DeliveryRecord) {
    self.init(
      id: record.id.rawValue, webhookID: record.webhookID, webhook: record.webhook,
      message: record.message?.rawValue, state: record.state, ending: record.ending,
      attempts: record.attempts, time: record.createdAt, due: record.due,
      isReplayable: record.hasBody)
  }
}

extension ReplaySummary {
  init(_ replayed: Replayed) {
    self.init(
      sent: replayed.sent.map(\.rawValue), accepted: replayed.accepted.map(\.rawValue),
      withoutBody: replayed.withoutBody.map(\.rawValue),
      waiting: replayed.waiting.map(\.rawValue))
  }
}
