package import GatewayCore
import GatewayEngine
import GatewayStore

/// All contacts, or those with a label.
package struct ContactListQuery: HomeQuery {
  package static let name = "contact_list"
  package static let scope = Scope.contacts

  package var label: String?

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let all = try reader.contactSummaries()
    return .value(
      .contacts(label.map { label in all.filter { $0.labels.contains(label) } } ?? all))
  }
}

extension Query where Self == ContactListQuery {
  package static var contactList: Self { Self() }
  package static func contactList(label: String?) -> Self { Self(label: label) }
}
