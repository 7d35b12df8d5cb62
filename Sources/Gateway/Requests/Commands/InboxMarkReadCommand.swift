package import GatewayCore
import GatewayEngine
import GatewayStore

/// Notes that whole messages were shown to a person.
package struct InboxMarkReadCommand: HomeCommand {
  package static let name = "inbox_mark_read"
  package static let scope = Scope.inbox

  package var messages: [Int64]

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    var result = try transaction.changing(messages) { messages throws(StoreError) in
      try transaction.markRead(messages)
    }
    result.reply = .value(.done)
    return result
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(messages: messages)
  }
}

extension InboxMarkReadCommand {
  package init(from decoder: any Decoder) throws {
    messages = try decoder.container(keyedBy: Member.self).numbers("messages")
  }
}

extension Command where Self == InboxMarkReadCommand {
  package static func inboxMarkRead(messages: [Int64]) -> Self { Self(messages: messages) }
}
