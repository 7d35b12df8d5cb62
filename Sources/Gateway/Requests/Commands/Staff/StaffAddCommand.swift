package import GatewayCore
import GatewayEngine
import GatewayStore

/// Adds a member of the staff, which can't sign in before it has a passphrase.
package struct StaffAddCommand: StaffCommand {
  package static let name = "staff_add"

  package var name: String
  package var role: StaffRole

  /// The members of one home.
  static let countMax = 200

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard Author.isName(name), ![Author.ownerName, Author.rule.name].contains(name) else {
      throw .invalid(
        "A member's name is one line of 1 to \(Author.nameBytesMax) bytes, and not"
          + " \"\(Author.ownerName)\" or \"\(Author.rule.name)\".", .memberName)
    }
    let members = try transaction.storing { () throws(StoreError) in
      try transaction.staffMembers()
    }
    // Names that look alike could be taken for each other in notes and the audit log.
    let taken = members.contains { $0.summary.name.lowercased() == name.lowercased() }
    guard !taken else { throw .refused("There is a member of that name.", .memberExists) }
    guard members.count < Self.countMax else {
      throw .refused("There are \(Self.countMax) members: remove one.", .memberCount)
    }
    try transaction.storing { () throws(StoreError) in
      try transaction.addStaffMember(name, role: role, now: now)
    }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(value: "\(name) \(role.rawValue)")
  }
}

/// A command about a member of the staff. It could give a client any scope, by a member that it
/// then signs in as: so it needs them all.
protocol StaffCommand: SessionChange {
  var name: String { get }
}

extension StaffCommand {
  package static var scope: Scope { .key }
  package var scopes: [Scope] { Scope.allCases }

  func audited(in reader: StoreReader) -> AuditedAction? { AuditedAction(value: name) }
}

extension StoreReader {
  /// - Throws: `.absent` where there is no such member.
  func findStaffMember(_ name: String) throws(OperationError) -> StoredStaffMember {
    let found = try storing { () throws(StoreError) in try staffMember(named: name) }
    guard let found else {
      throw .absent("There is no such member: `postern staff list` names them.", .noMember)
    }
    return found
  }
}

extension Command where Self == StaffAddCommand {
  package static func staffAdd(_ name: String, role: StaffRole) -> Self {
    Self(name: name, role: role)
  }
}
