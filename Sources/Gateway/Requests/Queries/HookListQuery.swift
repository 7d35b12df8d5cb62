package import GatewayCore
import GatewayEngine
import GatewayStore

/// The state of the deliveries to each webhook.
package struct HookListQuery: HomeQuery {
  package static let name = "hook_list"
  package static let scope = Scope.hooks

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    .value(.hooks(try reader.hookSummaries()))
  }
}

extension Query where Self == HookListQuery {
  package static var hookList: Self { Self() }
}
