package import GatewayCore
import GatewayEngine
import GatewayStore

/// Sends what waits for a webhook, also for a paused one.
package struct HookResumeCommand: HomeCommand {
  package static let name = "hook_resume"
  package static let scope = Scope.hooks

  package var webhook: String

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.resumeHook(webhook, now: now)
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(value: webhook)
  }
}

extension Command where Self == HookResumeCommand {
  package static func hookResume(_ webhook: String) -> Self { Self(webhook: webhook) }
}
