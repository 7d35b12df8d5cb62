package import GatewayCore
import GatewayEngine
import GatewayStore

/// All contacts.
package struct ContactListQuery: HomeQuery {
  package static let name = "contact_list"
  package static let scope = Scope.contacts

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    .value(.contacts(try reader.contactSummaries()))
  }
}

extension Query where Self == ContactListQuery {
  package static var contactList: Self { Self() }
}
