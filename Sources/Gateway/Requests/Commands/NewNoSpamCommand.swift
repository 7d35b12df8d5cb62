package import GatewayCore
import GatewayEngine
import GatewayStore
import ToxCore
import ToxWire

/// Sets a new nospam; replies with the new Tox ID.
package struct NewNoSpamCommand: HomeCommand {
  package static let name = "new_nospam"
  package static let scope = Scope.key

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    var identity = try transaction.ownIdentity()
    identity.noSpam = NoSpam(UInt32.random(in: .min ... .max))
    try transaction.storing { () throws(StoreError) in try transaction.store(identity) }
    return OperationResult(
      reply: .value(.toxID(identity.toxID.text)), changes: [.noSpam(identity.noSpam.rawValue)])
  }
}

extension Command where Self == NewNoSpamCommand {
  package static var newNoSpam: Self { Self() }
}
