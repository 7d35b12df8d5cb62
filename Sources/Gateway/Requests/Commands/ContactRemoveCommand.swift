package import GatewayCore
import GatewayEngine
import GatewayStore

/// Forgets a contact, with all of its messages.
package struct ContactRemoveCommand: HomeCommand {
  package static let name = "contact_remove"
  package static let scope = Scope.contacts

  package var contact: ContactReference

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let key = try transaction.find(contact).contact.key
    let forgotten = try transaction.storing { () throws(StoreError) in
      try transaction.forget(contact: key, now: now)
    }
    return OperationResult(
      reply: .value(.forgotten(ForgottenSummary(forgotten))), changes: [.forgotten(key)],
      forgotten: forgotten)
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact))
  }
}

extension Command where Self == ContactRemoveCommand {
  package static func contactRemove(_ contact: ContactReference) -> Self { Self(contact: contact) }
}
