package import GatewayCore
import GatewayEngine
import GatewayStore

/// Opens closed messages again.
package struct InboxReopenCommand: HomeCommand {
  package static let name = "inbox_reopen"
  package static let scope = Scope.inbox

  package var messages: [Int64]

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.changing(messages) { messages throws(StoreError) in
      try transaction.setStatus(.open, of: messages, now: now)
    }
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(messages: messages)
  }
}

extension InboxReopenCommand {
  package init(from decoder: any Decoder) throws {
    messages = try decoder.container(keyedBy: Member.self).numbers("messages")
  }
}

extension Command where Self == InboxReopenCommand {
  package static func inboxReopen(messages: [Int64]) -> Self { Self(messages: messages) }
}
