package import GatewayCore
import GatewayEngine
import GatewayStore

/// All contacts, those with a label, or a page of them by their public keys.
package struct ContactListQuery: HomeQuery {
  package static let name = "contact_list"
  package static let scope = Scope.contacts

  package var label: String?
  /// nil: all of them.
  package var limit: Int?
  /// Those whose key is behind this one, 64 hex digits.
  package var after: String?

  /// Contacts of one page at most.
  package static let pageMax = 500

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let last = after.flatMap(ContactKey.init(hexadecimal:))
    guard after == nil || last != nil else {
      throw .invalid("A page of contacts begins behind a public key of 64 hex digits.")
    }
    let isPage = limit != nil || after != nil
    let count = min(max(1, limit ?? Self.pageMax), Self.pageMax)
    guard let label else {
      guard isPage else { return .value(.contacts(try reader.contactSummaries())) }
      let page = try reader.storing { () throws(StoreError) in
        try reader.contactPage(after: last, limit: count)
      }
      return .value(.contacts(try reader.contactSummaries(of: page)))
    }
    var labelled = try reader.contactSummaries().filter { $0.labels.contains(label) }
    if isPage {
      labelled = labelled.filter { $0.key > last?.hexadecimal.lowercased() ?? "" }
        .sorted { $0.key < $1.key }
      labelled = Array(labelled.prefix(count))
    }
    return .value(.contacts(labelled))
  }
}

extension Query where Self == ContactListQuery {
  package static var contactList: Self { Self() }
  package static func contactList(label: String?) -> Self { Self(label: label) }

  package static func contactList(after key: String?, limit: Int) -> Self {
    Self(limit: limit, after: key)
  }
}
