package import GatewayCore
import GatewayEngine
import GatewayStore

/// Confirms that the machine's clock is right, whatever it showed before.
package struct ClockConfirmCommand: HomeCommand {
  package static let name = "clock_confirm"
  package static let scope = Scope.clock

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.storing { () throws(StoreError) in
      try transaction.setTrustedTime(TrustedTime(trusted: now))
    }
    return OperationResult(changes: [.clockConfirmed])
  }
}

extension Command where Self == ClockConfirmCommand {
  package static var clockConfirm: Self { Self() }
}
