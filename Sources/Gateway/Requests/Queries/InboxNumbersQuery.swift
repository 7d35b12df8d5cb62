package import GatewayCore
import GatewayEngine
import GatewayStore

/// Only the numbers of messages and answers.
package struct InboxNumbersQuery: SelectionQuery {
  package static let name = "inbox_numbers"
  package static let scope = Scope.read
  package static let isLong = true

  package var selection: InboxSelection

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let filter = try reader.filter(selection, atMost: ApplicationRequest.numbersMax)
    return try reader.storing { () throws(StoreError) in
      .value(.messages(try reader.inboxNumbers(filter).map(\.rawValue)))
    }
  }
}

extension InboxNumbersQuery {
  package init(from decoder: any Decoder) throws {
    selection = try InboxSelection(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws { try selection.encode(to: encoder) }
}

extension Query where Self == InboxNumbersQuery {
  package static func inboxNumbers(_ selection: InboxSelection) -> Self {
    Self(selection: selection)
  }
}
