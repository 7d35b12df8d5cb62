package import GatewayCore
import GatewayEngine
import GatewaySeal
import GatewayStore

/// Makes a member of the staff need codes of an authenticator beside its passphrase, or none any
/// more.
package struct StaffCodesCommand: StaffCommand {
  package static let name = "staff_totp"

  package var name: String
  package var isOff: Bool

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let member = try transaction.findStaffMember(name)
    let key = isOff ? nil : (0..<OneTimeCode.keySize).map { _ in UInt8.random(in: .min ... .max) }
    try transaction.storing { () throws(StoreError) in
      try transaction.setCodeKey(key, of: member.id)
    }
    guard let key else { return OperationResult() }
    return OperationResult(
      reply: .value(.codeSetup(OneTimeCode(key: key).setup(for: name))))
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(value: isOff ? "\(name) off" : name)
  }
}

extension StaffCodesCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    name = try members.text("name")
    isOff = try members.decodeIfPresent(Bool.self, forKey: "off") ?? false
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(name, forKey: "name")
    if isOff { try members.encode(true, forKey: "off") }
  }
}

extension Command where Self == StaffCodesCommand {
  package static func staffCodes(_ name: String, off: Bool = false) -> Self {
    Self(name: name, isOff: off)
  }
}
