package import GatewayCore
import GatewayEngine
import GatewayStore

/// Erases messages, with their answers and deliveries.
package struct InboxEraseCommand: HomeCommand {
  package static let name = "inbox_erase"
  package static let scope = Scope.inbox

  package var messages: [Int64]

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    // In order: only the last of a conversation's newest ones has to look for those before it.
    let messages = try transaction.bounded(messages).sorted()
    var forgotten = Forgotten()
    try transaction.storing { () throws(StoreError) in
      // The answer to a message may be among them, and is erased with it.
      for message in messages where try transaction.item(message) != nil {
        forgotten += try transaction.forget(message: message, now: now)
      }
    }
    guard forgotten.messages > 0 else {
      throw .absent(StoreError.unknownMessage.description, .noMessage)
    }
    return OperationResult(
      reply: .value(.forgotten(ForgottenSummary(forgotten))), forgotten: forgotten)
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(messages: messages)
  }
}

extension InboxEraseCommand {
  package init(from decoder: any Decoder) throws {
    messages = try decoder.container(keyedBy: Member.self).numbers("messages")
  }
}

extension Command where Self == InboxEraseCommand {
  package static func inboxErase(messages: [Int64]) -> Self { Self(messages: messages) }
}
