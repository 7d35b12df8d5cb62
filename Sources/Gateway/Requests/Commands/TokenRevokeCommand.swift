package import GatewayCore
import GatewayEngine
import GatewayStore

/// Ends a token: its next request is refused, and what it reads at the time ends.
package struct TokenRevokeCommand: HomeCommand {
  package static let name = "token_revoke"
  package static let scope = Scope.key

  package var token: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let isRemoved = try transaction.storing { () throws(StoreError) in
      try transaction.removeToken(token)
    }
    guard isRemoved else {
      throw .absent("There is no token \(token): `postern key token list` names them.")
    }
    return OperationResult()
  }
}

extension Command where Self == TokenRevokeCommand {
  package static func tokenRevoke(_ token: Int64) -> Self { Self(token: token) }
}
