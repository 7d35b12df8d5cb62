import GatewayCore
import GatewayEngine
import GatewayStore

/// Queries and commands about webhooks.
extension StoreReader {
  func hookSummaries() throws(OperationError) -> [HookSummary] {
    try storing { () throws(StoreError) in
      try webhookSummaries().map { summary in
        HookSummary(
          name: summary.name, waiting: summary.waiting, delivered: summary.delivered,
          failed: summary.failed, pausedSince: summary.pausedSince)
      }
    }
  }
}

extension StoreTransaction {
  /// An unknown webhook can't be resumed: its name is a typing mistake.
  func resumeHook(
    _ name: String, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let known = try hookSummaries().map(\.name)
    guard known.contains(name) else {
      let names = known.map { "\"\($0)\"" }.joined(separator: ", ")
      throw .refused(
        "There are no deliveries to a webhook \"\(name)\"\(names.isEmpty ? "" : "; only to \(names)")."
      )
    }
    _ = try storing { () throws(StoreError) in try resume(name, now: now) }
    return OperationResult(changes: [.resumed(webhook: name)])
  }
}
