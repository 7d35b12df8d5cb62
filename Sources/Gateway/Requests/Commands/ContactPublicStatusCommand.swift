package import GatewayCore
import GatewayEngine
import GatewayStore

/// Sets the status that a contact may be told.
package struct ContactPublicStatusCommand: HomeCommand {
  package static let name = "contact_public_status"
  package static let scope = Scope.contacts

  package var contact: ContactReference
  /// nil removes it.
  package var status: String?

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let key = try transaction.find(contact).contact.key
    try transaction.storing { () throws(StoreError) in
      try transaction.setPublicStatus(status, of: key)
    }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact))
  }
}

extension ContactPublicStatusCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    contact = try members.contact("contact")
    status = try members.textOrNull("public_status")
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(contact, forKey: "contact")
    try members.encode(status, forKey: "public_status")
  }
}

extension Command where Self == ContactPublicStatusCommand {
  package static func contactPublicStatus(_ contact: ContactReference, status: String?) -> Self {
    Self(contact: contact, status: status)
  }
}
