package import GatewayCore
import GatewayEngine
import GatewayStore

/// Messages whose text contains all of the words.
package struct InboxSearchQuery: SelectionQuery {
  package static let name = "inbox_search"
  package static let scope = Scope.read
  package static let isLong = true

  package var words: [String]
  /// Its limit is the number of texts searched.
  package var selection: InboxSelection

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let words = SearchedWords(words)
    guard !words.isEmpty else { throw .invalid("A search needs a word.", .emptySearch) }
    let filter = try reader.filter(selection, atMost: ApplicationRequest.numbersMax)
    return try reader.storing { () throws(StoreError) in
      let (found, last) = try reader.searchInbox(words, filter)
      return .value(.matches(found.map(\.rawValue), last: last?.rawValue))
    }
  }
}

extension InboxSearchQuery {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    words = try members.decode([String].self, forKey: "words")
    selection = try InboxSelection(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(words, forKey: "words")
    try selection.encode(to: encoder)
  }
}

extension Query where Self == InboxSearchQuery {
  package static func inboxSearch(words: [String], _ selection: InboxSelection) -> Self {
    Self(words: words, selection: selection)
  }
}
