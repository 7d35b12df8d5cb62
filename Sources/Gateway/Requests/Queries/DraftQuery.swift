package import GatewayCore
import GatewayEngine
import GatewayStore

/// The answer that the member of the staff that asks has begun.
package struct DraftQuery: HomeQuery, AuthoredQuery {
  package static let name = "draft"
  package static let scope = Scope.send

  package var contact: ContactReference
  package var reader: String

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let contact = try reader.findConversation(contact)
    let text = try reader.storing { () throws(StoreError) in
      try reader.draft(by: self.reader, for: contact)
    }
    return .value(.draft(text ?? ""))
  }
}

extension DraftQuery {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    contact = try members.decode(ContactReference.self, forKey: "contact")
    reader = try members.decodeIfPresent(String.self, forKey: "reader") ?? Author.ownerName
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(contact, forKey: "contact")
    if reader != Author.ownerName { try members.encode(reader, forKey: "reader") }
  }
}

extension Query where Self == DraftQuery {
  package static func draft(
    for contact: ContactReference, reader: String = Author.ownerName
  ) -> Self {
    Self(contact: contact, reader: reader)
  }
}
