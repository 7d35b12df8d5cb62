package import GatewayCore
import GatewayEngine
import GatewayStore

/// Adds a note to a conversation, which its contact never sees.
package struct NoteAddCommand: HomeCommand {
  package static let name = "note_add"
  package static let scope = Scope.inbox

  package var contact: ContactReference
  package var text: String

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard !text.allSatisfy(\.isWhitespace), text.utf8.count <= StaffNote.bytesMax else {
      throw .refused("A note has a text of 1 to \(StaffNote.bytesMax) bytes.", .noteLength)
    }
    let contact = try transaction.findConversation(contact)
    let (count, isInInbox) = try transaction.storing { () throws(StoreError) in
      (
        try transaction.countNotes(on: contact),
        try transaction.storedTriage(of: contact) != nil
      )
    }
    guard isInInbox else {
      throw .absent("The inbox has nothing of this contact.", .noConversation)
    }
    guard count < StaffNote.countMax else {
      throw .refused(
        "A conversation has at most \(StaffNote.countMax) notes: erase one.", .noteCount)
    }
    let note = try transaction.storing { () throws(StoreError) in
      try transaction.addNote(text, on: contact, now: now)
    }
    guard let note else {
      throw .refused("This bot keeps nothing, and so no notes.", .keepsNothing)
    }
    return OperationResult(reply: .value(.notes([NoteSummary(note)])))
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact))
  }
}

extension Command where Self == NoteAddCommand {
  package static func noteAdd(_ contact: ContactReference, text: String) -> Self {
    Self(contact: contact, text: text)
  }
}
