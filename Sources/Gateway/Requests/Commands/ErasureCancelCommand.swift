package import GatewayCore
import GatewayEngine
import GatewayStore

/// Leaves messages that were to be erased.
package struct ErasureCancelCommand: HomeCommand {
  package static let name = "erasure_cancel"
  package static let scope = Scope.inbox

  package var messages: [Int64]

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let messages = try transaction.bounded(messages)
    let count = try transaction.storing { () throws(StoreError) in
      try transaction.cancelErasure(of: messages)
    }
    guard count > 0 else {
      throw .absent(
        "None of these is to be erased: they stay, or are erased already.", .notScheduled)
    }
    return OperationResult(reply: .value(.changed(count)))
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(messages: messages)
  }
}

extension ErasureCancelCommand {
  package init(from decoder: any Decoder) throws {
    messages = try decoder.container(keyedBy: Member.self).numbers("messages")
  }
}

extension Command where Self == ErasureCancelCommand {
  package static func erasureCancel(messages: [Int64]) -> Self { Self(messages: messages) }
}
