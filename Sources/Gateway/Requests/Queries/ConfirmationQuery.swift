package import GatewayCore
import GatewayEngine
import GatewayStore

/// What a contact answered to a question of the owner.
package struct ConfirmationQuery: HomeQuery {
  package static let name = "confirmation"
  /// That of asking.
  package static let scope = Scope.send
  package static let isLong = true

  package var confirmation: Int64

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let found = try reader.storing { () throws(StoreError) in
      try reader.ownConfirmation(confirmation)
    }
    guard let found else { throw .absent("There is no question \(confirmation) to a contact.") }
    return .value(.confirmation(found))
  }
}

extension Query where Self == ConfirmationQuery {
  package static func confirmation(_ number: Int64) -> Self { Self(confirmation: number) }
}
