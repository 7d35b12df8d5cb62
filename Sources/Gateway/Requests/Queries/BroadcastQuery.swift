package import GatewayCore
import GatewayEngine
import GatewayStore

/// A broadcast with a page of the contacts that it was written to.
package struct BroadcastQuery: HomeQuery {
  package static let name = "broadcast"
  package static let scope = Scope.read
  package static let isLong = true

  package var broadcast: Int64
  /// Where the page begins; nil at the start.
  package var after: Int64?

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let id = BroadcastID(broadcast)
    let found = try reader.storing { () throws(StoreError) in try reader.broadcast(id) }
    guard let found else {
      throw .absent("There is no broadcast \(broadcast): `postern broadcasts list` names them.")
    }
    let (members, last) = try reader.storing { () throws(StoreError) in
      try reader.broadcastMembers(of: id, after: after ?? 0, limit: Self.pageSize)
    }
    return .value(.broadcast(found, members: members, last: last))
  }

  private static let pageSize = 500
}

extension Query where Self == BroadcastQuery {
  package static func broadcast(_ number: Int64, after: Int64? = nil) -> Self {
    Self(broadcast: number, after: after)
  }
}
