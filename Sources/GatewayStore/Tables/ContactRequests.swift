import Foundation
import GRDB
public import GatewayCore

/// The texts of contact requests.
extension StoreTransaction {
  /// Takes the text of a request that is handled as its contact's first message. It is returned
  /// once.
  public func takeRequestText(of key: ContactKey) throws(StoreError) -> String? {
    let text = try row(
      "SELECT request_text FROM contacts WHERE key = ? AND request_waits", [key.data]
    ) { try $0.text(0, of: .requestText, vault) }
    guard let text = text ?? nil else { return nil }
    try run(
      "UPDATE contacts SET request_text = NULL, request_waits = 0 WHERE key = ?", [key.data])
    return text
  }
}

/// Our own requests to contacts that have not added us yet: sent repeatedly until they come online.
extension StoreReader {
  public func contactRequest(
    to key: ContactKey
  ) throws(StoreError) -> (noSpam: UInt32, message: String)? {
    try row(
      """
      SELECT pending_nospam, pending_message FROM contacts
      WHERE key = ? AND pending_nospam IS NOT NULL
      """, [key.data]
    ) { row in
      (
        UInt32(truncatingIfNeeded: row[0] as Int64), try vault.text(row[1], of: .ownRequestText)
      )
    }
  }
}

extension StoreTransaction {
  public func setContactRequest(
    to key: ContactKey, noSpam: UInt32, message: String
  ) throws(StoreError) {
    try run(
      """
      UPDATE contacts SET pending_nospam = ?, pending_message = CAST(? AS TEXT) WHERE key = ?
      """, [Int64(noSpam), vault.put(message, in: .ownRequestText)?.data, key.data])
  }

  /// The contact has added us.
  public func clearContactRequest(of key: ContactKey) throws(StoreError) {
    try run(
      """
      UPDATE contacts SET pending_nospam = NULL, pending_message = NULL
      WHERE key = ? AND pending_nospam IS NOT NULL
      """, [key.data])
  }
}
