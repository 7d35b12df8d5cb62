import GatewayCore
import GatewayEngine
import GatewayStore

/// Begins a session of the web inbox. Only the web inbox makes it, from a proof that it checked.
struct SignInCommand: HomeCommand, SessionChange {
  static let name = "sign_in"
  static let scope = Scope.key

  enum Holder: Hashable, Codable {
    case token(Int64)
  }

  /// Keyed, of the session's secret.
  var hash: [UInt8]
  var holder: Holder
  var browser: String

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let session = try transaction.storing { () throws(StoreError) in
      try transaction.removeOldWebSessions(
        createdBefore: now.advanced(byMilliseconds: -WebSessions.ageMax),
        usedBefore: now.advanced(byMilliseconds: -WebSessions.idleMax))
      switch holder {
      case .token(let token):
        return try transaction.addWebSession(
          hash: hash, of: .token(token), browser: browser, now: now)
      }
    }
    guard session != nil else { throw .absent("The token was revoked.") }
    return OperationResult()
  }
}

/// Ends a session. Only the web inbox makes it, for the session's own browser.
struct SignOutCommand: HomeCommand, SessionChange {
  static let name = "sign_out"
  static let scope = Scope.key

  var session: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    _ = try transaction.storing { () throws(StoreError) in
      try transaction.removeWebSession(session)
    }
    return OperationResult()
  }
}

/// Notes that a person used a session. Only the web inbox makes it.
struct SessionUsedCommand: HomeCommand {
  static let name = "session_used"
  static let scope = Scope.key

  var session: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.storing { () throws(StoreError) in
      try transaction.setWebSessionUsed(session, at: now)
    }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? { nil }
}
