package import GatewayCore
import GatewayEngine
import GatewayStore

/// A page of what the staff did, the newest first.
package struct AuditListQuery: HomeQuery {
  package static let name = "audit_list"
  package static let scope = Scope.key
  package static let isLong = true

  /// Only of this member of the staff.
  package var author: String?
  /// Those with a lower number: the next page.
  package var before: Int64?
  package var limit: Int

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let count = min(max(limit, 0), ApplicationRequest.messagesPageMax)
    return try reader.storing { () throws(StoreError) in
      .value(.audit(try reader.audit(of: author, before: before ?? .max, limit: count)))
    }
  }
}

extension Query where Self == AuditListQuery {
  package static func auditList(
    of author: String? = nil, before: Int64? = nil, limit: Int = 100
  ) -> Self {
    Self(author: author, before: before, limit: limit)
  }
}
