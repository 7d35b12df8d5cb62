package import GatewayCore
import GatewayEngine
import GatewayStore

/// A page of the notes on a conversation, oldest first.
package struct NoteListQuery: HomeQuery {
  package static let name = "note_list"
  package static let scope = Scope.inbox
  package static let isLong = true

  package var contact: ContactReference
  /// Those with a higher number: the next page.
  package var after: Int64?
  package var limit: Int

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let contact = try reader.findConversation(contact)
    let count = min(max(limit, 0), ApplicationRequest.messagesPageMax)
    return try reader.storing { () throws(StoreError) in
      let notes = try reader.notes(on: contact, after: MessageID(after ?? 0), limit: count)
      return .value(.notes(notes.map(NoteSummary.init)))
    }
  }
}

extension Query where Self == NoteListQuery {
  package static func noteList(
    _ contact: ContactReference, after: Int64? = nil, limit: Int = 100
  ) -> Self {
    Self(contact: contact, after: after, limit: limit)
  }
}
