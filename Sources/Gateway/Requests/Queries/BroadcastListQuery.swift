package import GatewayCore
import GatewayEngine
import GatewayStore

/// The newest broadcasts.
package struct BroadcastListQuery: HomeQuery {
  package static let name = "broadcast_list"
  package static let scope = Scope.read
  package static let isLong = true

  package var limit: Int

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let limit = min(max(limit, 1), Self.limitMax)
    return .value(
      .broadcasts(
        try reader.storing { () throws(StoreError) in try reader.broadcasts(limit: limit) }))
  }

  private static let limitMax = 100
}

extension Query where Self == BroadcastListQuery {
  package static func broadcastList(limit: Int) -> Self { Self(limit: limit) }
}
