package import GatewayCore
import GatewayEngine
import GatewaySeal
import GatewayStore

/// Sets a member's passphrase, of which only its client knows more than the hash, and ends the
/// member's sessions.
package struct StaffPassphraseCommand: StaffCommand {
  package static let name = "staff_passphrase"

  package var name: String
  /// See `StaffPassphrase`.
  package var hash: String

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard StaffPassphrase.isHash(hash) else {
      throw .invalid("The hash is not \(StaffPassphrase.prefix)… as libsodium writes it.")
    }
    let member = try transaction.findStaffMember(name)
    try transaction.storing { () throws(StoreError) in
      try transaction.setPassphrase(hash, of: member.id)
      try transaction.removeWebSessions(of: .member(member.id))
    }
    return OperationResult()
  }
}

extension Command where Self == StaffPassphraseCommand {
  package static func staffPassphrase(_ name: String, hash: String) -> Self {
    Self(name: name, hash: hash)
  }
}
