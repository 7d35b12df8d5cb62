package import GatewayCore
import GatewayEngine
import GatewayStore

/// The incoming hooks, with what became of the requests to each.
package struct IncomingHookListQuery: HomeQuery {
  package static let name = "incoming_hook_list"
  package static let scope = Scope.hooks

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    .value(
      .incomingHooks(
        try reader.storing { () throws(StoreError) in try reader.hooks() }))
  }
}

extension Query where Self == IncomingHookListQuery {
  package static var incomingHookList: Self { Self() }
}
