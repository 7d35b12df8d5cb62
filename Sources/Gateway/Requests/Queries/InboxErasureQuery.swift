package import GatewayCore
import GatewayEngine
import GatewayStore

/// What would be erased with messages.
package struct InboxErasureQuery: HomeQuery {
  package static let name = "inbox_erasure"
  package static let scope = Scope.inbox
  package static let isLong = true

  package var messages: [Int64]

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let messages = try reader.bounded(messages)
    return try reader.storing { () throws(StoreError) in
      var (answers, deliveries) = (0, 0)
      for message in messages {
        let extent = try reader.erasureExtent(of: message)
        answers += extent.answers
        deliveries += extent.deliveries
      }
      return .value(.erasure(answers: answers, deliveries: deliveries))
    }
  }
}

extension InboxErasureQuery {
  package init(from decoder: any Decoder) throws {
    messages = try decoder.container(keyedBy: Member.self).numbers("messages")
  }
}

extension Query where Self == InboxErasureQuery {
  package static func inboxErasure(messages: [Int64]) -> Self { Self(messages: messages) }
}
