package import GatewayCore
import GatewayEngine
import GatewayStore

/// Gives a member of the staff another role, also in its sessions.
package struct StaffRoleCommand: StaffCommand {
  package static let name = "staff_role"

  package var name: String
  package var role: StaffRole

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let member = try transaction.findStaffMember(name)
    try transaction.storing { () throws(StoreError) in
      try transaction.setRole(role, of: member.id)
    }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(value: "\(name) \(role.rawValue)")
  }
}

extension Command where Self == StaffRoleCommand {
  package static func staffRole(_ name: String, _ role: StaffRole) -> Self {
    Self(name: name, role: role)
  }
}
