package import GatewayCore
import GatewayEngine
import GatewayStore

/// The number of messages, counted up to the limit.
package struct InboxCountQuery: SelectionQuery {
  package static let name = "inbox_count"
  package static let scope = Scope.read
  package static let isLong = true

  package var selection: InboxSelection

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let filter = try reader.filter(selection, atMost: .max)
    return try reader.storing { () throws(StoreError) in
      .value(.count(try reader.inboxCount(filter)))
    }
  }
}

extension InboxCountQuery {
  package init(from decoder: any Decoder) throws {
    selection = try InboxSelection(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws { try selection.encode(to: encoder) }
}

extension Query where Self == InboxCountQuery {
  package static func inboxCount(_ selection: InboxSelection) -> Self {
    Self(selection: selection)
  }
}
