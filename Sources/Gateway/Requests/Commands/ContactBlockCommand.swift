package import GatewayCore
import GatewayEngine
import GatewayStore

/// Blocks a contact.
package struct ContactBlockCommand: HomeCommand {
  package static let name = "contact_block"
  package static let scope = Scope.contacts

  package var contact: ContactReference

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let key = try transaction.find(contact).contact.key
    _ = try transaction.storing { () throws(StoreError) in
      try transaction.setState(.blocked, of: key)
    }
    return OperationResult(changes: [.blocked(key)])
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact))
  }
}

extension Command where Self == ContactBlockCommand {
  package static func contactBlock(_ contact: ContactReference) -> Self { Self(contact: contact) }
}
