package import GatewayCore
import GatewayEngine
import GatewayStore

/// The consumers of events.
package struct ConsumerListQuery: HomeQuery {
  package static let name = "consumer_list"
  package static let scope = Scope.read

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    try reader.storing { () throws(StoreError) in .value(.consumers(try reader.consumers())) }
  }
}

extension Query where Self == ConsumerListQuery {
  package static var consumerList: Self { Self() }
}
