package import GatewayCore
import GatewayEngine
import GatewayStore

/// The answers that the bot's file has ready.
package struct CannedListQuery: HomeQuery {
  package static let name = "canned_list"
  package static let scope = Scope.send

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    try reader.storing { () throws(StoreError) in .value(.canned(try reader.cannedReplies())) }
  }
}

extension Query where Self == CannedListQuery {
  package static var cannedList: Self { Self() }
}
