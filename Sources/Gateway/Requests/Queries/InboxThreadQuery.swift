package import GatewayCore
import GatewayEngine
import GatewayStore

/// A page of a conversation, or of all, with the answers of rules.
package struct InboxThreadQuery: SelectionQuery {
  package static let name = "inbox_thread"
  package static let scope = Scope.read
  package static let isLong = true

  package var selection: InboxSelection

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let filter = try reader.filter(selection, atMost: ApplicationRequest.messagesPageMax)
    return try reader.storing { () throws(StoreError) in
      var items = try reader.inbox(filter)
      for item in items { items += try reader.automaticAnswers(to: item) }
      return .value(.inbox(try reader.messageSummaries(of: items.sorted { $0.id < $1.id })))
    }
  }
}

extension InboxThreadQuery {
  package init(from decoder: any Decoder) throws {
    selection = try InboxSelection(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws { try selection.encode(to: encoder) }
}

extension Query where Self == InboxThreadQuery {
  package static func inboxThread(_ selection: InboxSelection) -> Self {
    Self(selection: selection)
  }
}
