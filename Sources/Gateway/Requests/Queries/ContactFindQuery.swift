package import GatewayCore
import GatewayEngine
import GatewayStore

/// The one contact that a person means, also by note or by the number of a message.
package struct ContactFindQuery: HomeQuery {
  package static let name = "contact_find"
  package static let scope = Scope.contacts

  package var contact: ContactReference

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let key = try reader.findConversation(contact)
    let stored = try reader.storing { () throws(StoreError) in try reader.storedContact(key) }
    guard let stored else { return .value(.contacts([])) }
    return .value(.contacts(try reader.contactSummaries(of: [stored])))
  }
}

extension Query where Self == ContactFindQuery {
  package static func contactFind(_ contact: ContactReference) -> Self { Self(contact: contact) }
}
