package import GatewayCore
import GatewayEngine
import GatewayStore

/// Forgets all contacts that sent a request, were accepted and never came online; replies when they
/// are forgotten.
package struct ContactRemoveNeverSeenCommand: HomeCommand {
  package static let name = "contact_remove_never_seen"
  package static let scope = Scope.contacts

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let keys = try transaction.storing { () throws(StoreError) in try transaction.neverSeen() }
    return OperationResult(reply: .afterForgetting(keys))
  }

  /// It writes nothing itself, and strangers that never came are no work at the desk.
  func audited(in reader: StoreReader) -> AuditedAction? { nil }
}

extension Command where Self == ContactRemoveNeverSeenCommand {
  package static var contactRemoveNeverSeen: Self { Self() }
}
