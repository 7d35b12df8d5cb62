package import GatewayCore
import GatewayEngine
import GatewayStore

/// Removes a consumer of events; without any, none are kept.
package struct ConsumerRemoveCommand: HomeCommand {
  package static let name = "consumer_remove"
  package static let scope = Scope.read

  package var consumer: String

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    _ = try transaction.findConsumer(consumer)
    _ = try transaction.storing { () throws(StoreError) in
      try transaction.removeConsumer(consumer)
    }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    nil
  }
}

extension Command where Self == ConsumerRemoveCommand {
  package static func consumerRemove(_ name: String) -> Self { Self(consumer: name) }
}
