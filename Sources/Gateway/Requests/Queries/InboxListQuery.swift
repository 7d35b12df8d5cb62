package import GatewayCore
import GatewayEngine
import GatewayStore

/// A page of messages and answers.
package struct InboxListQuery: SelectionQuery {
  package static let name = "inbox_list"
  package static let scope = Scope.read
  package static let isLong = true

  package var selection: InboxSelection
  /// Limits how much of each text is read; nil: all of it.
  package var textBytes: Int?

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let filter = try reader.filter(selection, atMost: ApplicationRequest.messagesPageMax)
    return try reader.storing { () throws(StoreError) in
      let items = try reader.inbox(filter, bytesMax: textBytes.map { max(0, $0) })
      return .value(.inbox(try reader.messageSummaries(of: items)))
    }
  }
}

extension InboxListQuery {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    selection = try InboxSelection(from: decoder)
    textBytes = try members.decodeIfPresent(Int.self, forKey: "text_bytes")
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try selection.encode(to: encoder)
    try members.encodeIfPresent(textBytes, forKey: "text_bytes")
  }
}

extension Query where Self == InboxListQuery {
  package static func inboxList(_ selection: InboxSelection, textBytes: Int?) -> Self {
    Self(selection: selection, textBytes: textBytes)
  }
}
