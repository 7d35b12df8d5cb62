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

/// What the network half is to know of a contact from the start.
public struct SoughtContact: Hashable, Sendable {
  public var key: ContactKey
  /// Ours, while the contact has not added us.
  public var request: ContactRequest?
  /// Last DHT key and addresses, opaque, for a fast reconnect.
  public var networkHint: [UInt8]?
}

extension StoreReader {
  /// The accepted contacts in the order in which they are to be searched for: strangers that never
  /// came online last, the others by when they were seen, the latest first.
  ///
  /// - Parameter hints: how many of them have their addresses tried: those of a contact that was
  ///   not seen for long are seldom true any more.
  public func soughtContacts(hints: Int) throws(StoreError) -> [SoughtContact] {
    var hintsLeft = hints
    return try rows(
      """
      SELECT key, pending_nospam, pending_message, network_hint
      FROM contacts c JOIN conversations v ON v.id = c.id WHERE state = 'accepted'
      ORDER BY by_policy AND NOT was_online, last_seen DESC, c.id
      """
    ) { row in
      var contact = SoughtContact(key: try row.key(0))
      if row[1] != nil { contact.request = try decodeRequest(row[1], row[2]) }
      if hintsLeft > 0, let hint = row[3] as Data? {
        contact.networkHint = [UInt8](try vault.bytes(hint, of: .contactNetworkHint))
        hintsLeft -= 1
      }
      return contact
    }
  }
}

/// Our own requests to contacts that have not added us yet: sent repeatedly until they come online.
extension StoreReader {
  public func contactRequest(
    to key: ContactKey
  ) throws(StoreError) -> ContactRequest? {
    try row(
      """
      SELECT pending_nospam, pending_message FROM contacts
      WHERE key = ? AND pending_nospam IS NOT NULL
      """, [key.data]
    ) { try decodeRequest($0[0], $0[1]) }
  }

  private func decodeRequest(_ noSpam: Int64, _ message: Data) throws -> ContactRequest {
    ContactRequest(
      noSpam: UInt32(truncatingIfNeeded: noSpam),
      message: try vault.text(message, of: .ownRequestText))
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
