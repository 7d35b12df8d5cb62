package import GatewayCore
import GatewayEngine
import GatewayStore

/// Ends a session of the web inbox: its next request is refused, and what it reads ends.
package struct SessionEndCommand: HomeCommand, SessionChange {
  package static let name = "session_end"
  package static let scope = Scope.key

  package var session: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let isRemoved = try transaction.storing { () throws(StoreError) in
      try transaction.removeWebSession(session)
    }
    guard isRemoved else {
      throw .absent(
        "There is no session \(session): `postern staff sessions` lists them.", .noSession)
    }
    return OperationResult()
  }
}

extension Command where Self == SessionEndCommand {
  package static func sessionEnd(_ session: Int64) -> Self { Self(session: session) }
}
