package import GatewayCore
import GatewayEngine
import GatewayStore

/// The members of the staff that sign in to the web inbox.
package struct StaffListQuery: HomeQuery {
  package static let name = "staff_list"
  package static let scope = Scope.key

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    try reader.storing { () throws(StoreError) in
      .value(.staff(try reader.staffMembers().map(\.summary)))
    }
  }
}

extension Query where Self == StaffListQuery {
  package static var staffList: Self { Self() }
}
