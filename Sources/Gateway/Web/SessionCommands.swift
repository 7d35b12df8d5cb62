import GatewayCore
import GatewayEngine
import GatewayStore

/// Begins a session of the web inbox. Only the web inbox makes it, from a proof that it checked.
struct SignInCommand: HomeCommand, SessionChange {
  static let name = "sign_in"
  static let scope = Scope.key

  enum Holder: Hashable, Codable {
    case token(Int64)
    /// A member with the hash of the passphrase that it gave, and the time step of its code.
    case member(Int64, passphrase: String, codeStep: Int64?)
  }

  /// Keyed, of the session's secret.
  var hash: [UInt8]
  var holder: Holder
  /// Words of the program.
  var browser: String

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let session = try transaction.storing { () throws(StoreError) in
      try transaction.removeOldWebSessions(
        createdBefore: now.advanced(byMilliseconds: -WebSessions.ageMax),
        usedBefore: now.advanced(byMilliseconds: -WebSessions.idleMax))
      return try transaction.addWebSession(
        hash: hash, of: try holder(in: transaction, now: now), browser: browser, now: now)
    }
    guard session != nil else { throw .refused("It does not sign in any more.") }
    return OperationResult()
  }

  /// - Returns: nil where the member changed meanwhile, or where its code was used before.
  private func holder(
    in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) -> StoredWebSession.Holder? {
    switch holder {
    case .token(let token): return .token(token)
    case .member(let id, let passphrase, let codeStep):
      let member = try transaction.staffMembers().first { $0.id == id }
      guard let member, member.passphrase == passphrase,
        (member.codeKey == nil) == (codeStep == nil),
        try transaction.noteSignIn(of: id, codeStep: codeStep, now: now)
      else { return nil }
      return .member(id)
    }
  }
}

/// Sets the passphrase of the member whose session asks, and ends its other sessions. Only the web
/// inbox makes it, once it has verified the passphrase before.
struct OwnPassphraseCommand: HomeCommand, SessionChange {
  static let name = "own_passphrase"
  static let scope = Scope.key

  var member: Int64
  /// See `StaffPassphrase`.
  var hash: String
  var session: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.storing { () throws(StoreError) in
      try transaction.setPassphrase(hash, of: member)
      try transaction.removeWebSessions(of: .member(member), except: session)
    }
    return OperationResult()
  }
}

/// Records that a member's name was tried too often. Only the web inbox makes it.
struct SignInsRefusedCommand: RecordedCommand {
  static let name = "sign_ins_refused"
  static let scope = Scope.key

  var name: String

  func audited(in reader: StoreReader) -> AuditedAction? { AuditedAction(value: name) }
}

/// Records that a member opened the sealed inbox for its session. Only the web inbox makes it.
struct InboxUnlockCommand: RecordedCommand {
  static let name = "inbox_unlock"
  static let scope = Scope.read
}

/// Records that a member closed it again. Only the web inbox makes it.
struct InboxLockCommand: RecordedCommand {
  static let name = "inbox_lock"
  static let scope = Scope.read
}

/// Records that a member tried too often to open it. Only the web inbox makes it.
struct InboxUnlocksRefusedCommand: RecordedCommand {
  static let name = "inbox_unlocks_refused"
  static let scope = Scope.read
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
