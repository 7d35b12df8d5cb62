import Foundation
import GRDB
public import GatewayCore

/// A member of the staff with what proves it.
public struct StoredStaffMember: Hashable, Sendable {
  public var id: Int64
  public var summary: StaffSummary
  /// Argon2id, as libsodium writes it.
  public var passphrase: String?
  /// The key of the codes of RFC 6238.
  public var codeKey: [UInt8]?
  /// The time step of the last code that was used.
  public var codeStep: Int64
}

extension StoreReader {
  /// The members that sign in to the web inbox, in the order of their names.
  public func staffMembers() throws(StoreError) -> [StoredStaffMember] {
    try rows(
      """
      SELECT id, name, role, passphrase, code_key, code_step, created_at, signed_in_at
      FROM staff_members ORDER BY name
      """
    ) { row in
      let passphrase = row[3] as String?
      let codeKey = row.optionalBytes(4)
      return StoredStaffMember(
        id: row[0],
        summary: StaffSummary(
          name: row[1], role: try row.word(2), hasPassphrase: passphrase != nil,
          hasCode: codeKey != nil, created: row.time(6),
          lastSignedIn: (row[7] as Int64?).map(UnixMilliseconds.init)),
        passphrase: passphrase, codeKey: codeKey, codeStep: row[5])
    }
  }

  public func staffMember(named name: String) throws(StoreError) -> StoredStaffMember? {
    try staffMembers().first { $0.summary.name == name }
  }
}

extension StoreTransaction {
  public func addStaffMember(
    _ name: String, role: StaffRole, now: UnixMilliseconds
  ) throws(StoreError) {
    try run(
      "INSERT INTO staff_members (name, role, created_at) VALUES (?, ?, ?)",
      [name, role.rawValue, now.rawValue])
  }

  /// Ends its sessions too. Marks of what it has read, and its drafts, go with it.
  ///
  /// - Returns: whether there was such a member.
  public func removeStaffMember(_ name: String) throws(StoreError) -> Bool {
    guard try run("DELETE FROM staff_members WHERE name = ?", [name]) > 0 else { return false }
    try run("DELETE FROM read_marks WHERE staff = ?", [name])
    if try run("DELETE FROM drafts WHERE author = ?", [name]) > 0 { try oweRewriting() }
    return true
  }

  public func setRole(_ role: StaffRole, of member: Int64) throws(StoreError) {
    try run("UPDATE staff_members SET role = ? WHERE id = ?", [role.rawValue, member])
  }

  /// - Parameter hash: Argon2id, as libsodium writes it.
  public func setPassphrase(_ hash: String, of member: Int64) throws(StoreError) {
    try run("UPDATE staff_members SET passphrase = ? WHERE id = ?", [hash, member])
  }

  /// - Parameter key: nil: it needs no code any more.
  public func setCodeKey(_ key: [UInt8]?, of member: Int64) throws(StoreError) {
    try run(
      "UPDATE staff_members SET code_key = ?, code_step = 0 WHERE id = ?",
      [key.map { Data($0) }, member])
  }

  /// Notes that a member signed in.
  ///
  /// - Parameter codeStep: the time step of its code; nil where it needs none.
  /// - Returns: false where a code of this step, or of a later one, was used before.
  public func noteSignIn(
    of member: Int64, codeStep: Int64?, now: UnixMilliseconds
  ) throws(StoreError) -> Bool {
    try run(
      """
      UPDATE staff_members SET signed_in_at = ?1, code_step = ifnull(?2, code_step)
      WHERE id = ?3 AND (?2 IS NULL OR code_step < ?2)
      """, [now.rawValue, codeStep, member]) > 0
  }
}
