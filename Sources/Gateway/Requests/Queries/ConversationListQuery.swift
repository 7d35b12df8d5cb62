package import GatewayCore
import GatewayEngine
import GatewayStore

/// A page of conversations, the one with the newest message or answer first.
package struct ConversationListQuery: HomeQuery {
  package static let name = "conversation_list"
  package static let scope = Scope.read
  package static let isLong = true

  /// Only those whose newest message is older than this one.
  package var before: Int64?
  package var limit: Int

  /// How much of each text is read.
  private static let textBytes = 400

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let count = min(max(limit, 0), ApplicationRequest.messagesPageMax)
    return try reader.storing { () throws(StoreError) in
      let listed = try reader.conversations(
        before: before.map(MessageID.init), limit: count, bytesMax: Self.textBytes)
      return .value(
        .conversations(
          listed.map { entry in
            ConversationSummary(
              contact: entry.contact.contact.codename.text, name: entry.contact.contact.name,
              state: entry.contact.contact.state, unread: entry.unread,
              newest: MessageSummary(entry.newest))
          }))
    }
  }
}

extension ConversationListQuery {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    before = try members.decodeIfPresent(Int64.self, forKey: "before")
    limit = try members.decodeIfPresent(Int.self, forKey: "limit") ?? 100
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encodeIfPresent(before, forKey: "before")
    try members.encode(limit, forKey: "limit")
  }
}

extension Query where Self == ConversationListQuery {
  package static func conversationList(before: Int64? = nil, limit: Int) -> Self {
    Self(before: before, limit: limit)
  }
}
