package import GatewayCore
import GatewayEngine
import GatewayStore

/// A page of conversations, the one with the newest message or answer first.
package struct ConversationListQuery: ReaderQuery {
  package static let name = "conversation_list"
  package static let scope = Scope.read
  package static let isLong = true

  package var filter: ConversationFilter
  /// The one conversation, where it is left by the filter; nil: any.
  package var contact: ContactReference?

  /// How much of each text is read.
  private static let textBytes = 400

  var triage: TriageFilter {
    get { filter.triage }
    set { filter.triage = newValue }
  }

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    var filter = filter
    filter.limit = min(max(filter.limit, 0), ApplicationRequest.messagesPageMax)
    let key = try contact.map { contact throws(OperationError) in
      try reader.findConversation(contact)
    }
    return try reader.storing { () throws(StoreError) in
      let listed = try reader.conversations(filter, with: key, bytesMax: Self.textBytes)
      return .value(.conversations(listed.map(ConversationSummary.init)))
    }
  }
}

extension ConversationSummary {
  init(_ listed: ListedConversation) {
    self.init(
      contact: listed.contact.contact.codename.text, name: listed.contact.contact.name,
      state: listed.contact.contact.state, labels: listed.labels.map(\.text),
      triage: listed.triage, unread: listed.unread, isUnread: listed.isUnread,
      isOverdue: listed.isOverdue, notes: listed.notes, newest: MessageSummary(listed.newest))
  }
}

extension ConversationListQuery {
  package init(from decoder: any Decoder) throws {
    filter = try ConversationFilter(from: decoder)
    let members = try decoder.container(keyedBy: Member.self)
    contact = try members.decodeIfPresent(String.self, forKey: "contact").map(ContactReference.init)
  }

  package func encode(to encoder: any Encoder) throws {
    try filter.encode(to: encoder)
    var members = encoder.container(keyedBy: Member.self)
    try members.encodeIfPresent(contact?.text, forKey: "contact")
  }
}

extension Query where Self == ConversationListQuery {
  package static func conversationList(_ filter: ConversationFilter) -> Self {
    Self(filter: filter)
  }

  /// - Parameter reader: the member of the staff that asks.
  package static func conversation(_ contact: ContactReference, reader: String) -> Self {
    Self(filter: ConversationFilter(TriageFilter(reader: reader), limit: 1), contact: contact)
  }

  package static func conversationList(before: Int64? = nil, limit: Int) -> Self {
    Self(filter: ConversationFilter(before: before.map(MessageID.init), limit: limit))
  }
}
