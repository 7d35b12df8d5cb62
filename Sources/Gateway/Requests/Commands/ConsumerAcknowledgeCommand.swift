package import GatewayCore
import GatewayEngine
import GatewayStore

/// Acknowledges events: they do not come again.
package struct ConsumerAcknowledgeCommand: HomeCommand {
  package static let name = "consumer_acknowledge"
  package static let scope = Scope.read

  package var consumer: String
  /// The last event that it has handled.
  package var through: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    _ = try transaction.findConsumer(consumer)
    let newest = try transaction.storing { () throws(StoreError) in try transaction.newestEvent() }
    guard (0...newest).contains(through) else {
      throw .refused("There was no event \(through) yet; the newest one is \(newest).")
    }
    try transaction.storing { () throws(StoreError) in
      try transaction.acknowledge(through: through, by: consumer, now: now)
    }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    nil
  }
}

extension Command where Self == ConsumerAcknowledgeCommand {
  package static func consumerAcknowledge(_ name: String, through event: Int64) -> Self {
    Self(consumer: name, through: event)
  }
}
