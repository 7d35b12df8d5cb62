package import GatewayCore
import GatewayEngine
import GatewayStore

/// Keeps what waits for a webhook, and what is still to come, until it is resumed.
package struct HookPauseCommand: HomeCommand {
  package static let name = "hook_pause"
  package static let scope = Scope.hooks

  package var webhook: String

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.checkHook(webhook)
    _ = try transaction.storing { () throws(StoreError) in
      try transaction.pause(webhook, cause: .owner, settings: [], now: now)
    }
    return OperationResult(changes: [.paused(webhook: webhook)])
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(value: webhook)
  }
}

extension Command where Self == HookPauseCommand {
  package static func hookPause(_ webhook: String) -> Self { Self(webhook: webhook) }
}
