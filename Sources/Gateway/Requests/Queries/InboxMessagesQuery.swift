package import GatewayCore
import GatewayEngine
import GatewayStore

/// Messages by their numbers; unknown numbers are skipped.
package struct InboxMessagesQuery: HomeQuery {
  package static let name = "inbox_messages"
  package static let scope = Scope.read
  package static let isLong = true

  package var messages: [Int64]

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    guard messages.count <= ApplicationRequest.messagesPageMax else {
      throw .invalid("One query reads at most \(ApplicationRequest.messagesPageMax) messages.")
    }
    return try reader.storing { () throws(StoreError) in
      var found: [Item] = []
      for number in messages {
        if let item = try reader.item(MessageID(number)) { found.append(item) }
      }
      return .value(.inbox(try reader.messageSummaries(of: found)))
    }
  }
}

extension InboxMessagesQuery {
  package init(from decoder: any Decoder) throws {
    messages = try decoder.container(keyedBy: Member.self).numbers("messages")
  }
}

extension Query where Self == InboxMessagesQuery {
  package static func inboxMessages(_ messages: [Int64]) -> Self { Self(messages: messages) }
}
