import GatewayCore
import GatewayEngine
import GatewayStore

/// Finds the messages that requests name.
extension StoreReader {
  func bounded(_ numbers: [Int64]) throws(OperationError) -> [MessageID] {
    guard numbers.count <= ApplicationRequest.messagesMax else {
      throw .invalid("One request names at most \(ApplicationRequest.messagesMax) messages.")
    }
    return numbers.map(MessageID.init)
  }

  /// - Parameter count: the messages of one reply.
  func filter(
    _ selection: InboxSelection, atMost count: Int
  ) throws(OperationError) -> InboxFilter {
    var filter = selection.filter
    filter.limit = min(max(filter.limit, 0), count)
    if let contact = selection.contact { filter.contact = try findConversation(contact) }
    return filter
  }
}

extension StoreTransaction {
  /// Changes messages and returns their number; refuses where none of them exists.
  func changing(
    _ numbers: [Int64], _ body: ([MessageID]) throws(StoreError) -> Int
  ) throws(OperationError) -> OperationResult {
    let messages = try bounded(numbers)
    let count = try storing { () throws(StoreError) in try body(messages) }
    guard count > 0 else {
      throw .absent("None of these is such a message of the inbox.", .noMessage)
    }
    return OperationResult(reply: .value(.changed(count)))
  }
}
