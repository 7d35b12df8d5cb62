package import GatewayCore
import GatewayEngine
import GatewayStore

/// The author has seen a conversation up to a message, or wants it to be unread again.
package struct ConversationReadCommand: HomeCommand {
  package static let name = "conversation_read"
  /// It changes nothing but marks of its author.
  package static let scope = Scope.read

  package var contact: ContactReference
  /// The number of a message; 0: nothing of it is seen any more.
  package var through: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let contact = try transaction.findConversation(contact)
    try transaction.storing { () throws(StoreError) in
      let staff = transaction.author.name
      if through > 0 {
        try transaction.markRead(contact, through: MessageID(through), by: staff)
      } else {
        try transaction.markUnread(contact, by: staff)
      }
    }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact))
  }
}

extension Command where Self == ConversationReadCommand {
  package static func conversationRead(_ contact: ContactReference, through: Int64) -> Self {
    Self(contact: contact, through: through)
  }
}
