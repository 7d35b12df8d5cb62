package import GatewayCore
import GatewayEngine
import GatewayStore

/// Accepts a contact that sent a request or was blocked, also named by its request's code.
package struct ContactAcceptCommand: HomeCommand {
  package static let name = "contact_accept"
  package static let scope = Scope.contacts

  package var contact: ContactReference

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let stored = try transaction.findRequest(contact)
    let key = stored.contact.key
    let isChanged = try transaction.storing { () throws(StoreError) in
      try transaction.setOwned(key)
      return try transaction.setState(.accepted, of: key)
    }
    guard isChanged else { return OperationResult() }
    // A peer that was a contact before it was blocked has been greeted.
    return stored.wasOnline
      ? OperationResult(changes: [.added(key, nil)]) : OperationResult(welcomed: [key])
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact))
  }
}

extension Command where Self == ContactAcceptCommand {
  package static func contactAccept(_ contact: ContactReference) -> Self { Self(contact: contact) }
}
