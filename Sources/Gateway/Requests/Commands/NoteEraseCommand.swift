package import GatewayCore
import GatewayEngine
import GatewayStore

/// Erases a note.
package struct NoteEraseCommand: HomeCommand {
  package static let name = "note_erase"
  package static let scope = Scope.inbox

  package var note: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let isErased = try transaction.storing { () throws(StoreError) in
      try transaction.eraseNote(MessageID(note))
    }
    guard isErased else { throw .absent("There is no note \(note).", .noNote) }
    var forgotten = Forgotten()
    forgotten.rows = 1
    return OperationResult(forgotten: forgotten)
  }
}

extension Command where Self == NoteEraseCommand {
  package static func noteErase(_ note: Int64) -> Self { Self(note: note) }
}
