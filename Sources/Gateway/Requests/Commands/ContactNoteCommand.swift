package import GatewayCore
import GatewayEngine
import GatewayStore

/// Sets the owner's private note on a contact.
package struct ContactNoteCommand: HomeCommand {
  package static let name = "contact_note"
  package static let scope = Scope.contacts

  package var contact: ContactReference
  /// nil removes it.
  package var note: String?

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let key = try transaction.find(contact).contact.key
    try transaction.storing { () throws(StoreError) in try transaction.setNote(note, of: key) }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact))
  }
}

extension ContactNoteCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    contact = try members.contact("contact")
    note = try members.textOrNull("note")
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(contact, forKey: "contact")
    try members.encode(note, forKey: "note")
  }
}

extension Command where Self == ContactNoteCommand {
  package static func contactNote(_ contact: ContactReference, note: String?) -> Self {
    Self(contact: contact, note: note)
  }
}
