package import GatewayCore
import GatewayEngine
import GatewayStore

/// Removes a member of the staff: its sessions end at once. What it wrote stays, under its name.
package struct StaffRemoveCommand: StaffCommand {
  package static let name = "staff_remove"

  package var name: String

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    _ = try transaction.findStaffMember(name)
    _ = try transaction.storing { () throws(StoreError) in
      try transaction.removeStaffMember(name)
    }
    return OperationResult()
  }
}

extension Command where Self == StaffRemoveCommand {
  package static func staffRemove(_ name: String) -> Self { Self(name: name) }
}
