package import GatewayCore
import GatewayEngine
import GatewayStore

/// Closes messages.
package struct InboxCloseCommand: HomeCommand {
  package static let name = "inbox_close"
  package static let scope = Scope.inbox

  package var messages: [Int64]

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.changing(messages) { messages throws(StoreError) in
      try transaction.setStatus(.closed, of: messages, now: now)
    }
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(messages: messages)
  }
}

extension InboxCloseCommand {
  package init(from decoder: any Decoder) throws {
    messages = try decoder.container(keyedBy: Member.self).numbers("messages")
  }
}

extension Command where Self == InboxCloseCommand {
  package static func inboxClose(messages: [Int64]) -> Self { Self(messages: messages) }
}
