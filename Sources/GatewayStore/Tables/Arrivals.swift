import Foundation
import GRDB
public import GatewayCore

extension StoreReader {
  /// What this contact may send again because we went away between commit and acknowledgement, in
  /// order: food for a `RepetitionFilter`.
  public func unacknowledged(
    _ contact: ContactKey
  ) throws(StoreError) -> [(id: MessageID, fingerprint: MessageFingerprint)] {
    try rows(
      """
      SELECT message, fingerprint FROM unacknowledged
      WHERE contact = (SELECT id FROM contacts WHERE key = ?) ORDER BY message
      """, [contact.data]
    ) { row in
      (MessageID(row[0]), MessageFingerprint(bytes: row.bytes(1)))
    }
  }
}

extension StoreTransaction {
  /// Takes an inbound message in: gives it its number and remembers it as not acknowledged.
  ///
  /// Its text is stored only if a rule keeps it (see `apply`).
  ///
  /// - Returns: nil where the contact is unknown, perhaps removed by an earlier message of the
  ///   batch.
  public func receive(
    from contact: ContactKey, fingerprint: MessageFingerprint
  ) throws(StoreError) -> MessageID? {
    guard let known = try batchContact(contact) else { return nil }
    let id = try nextMessageID()
    try run(
      "INSERT INTO unacknowledged (contact, message, fingerprint) VALUES (?, ?, ?)",
      [known.rowID, id.rawValue, Data(fingerprint.bytes)])
    return id
  }

  /// The acknowledgement of everything up to this message of the contact has left.
  ///
  /// Written with the next batch rather than alone: a crash in between only means that the
  /// repetition filter looks for a little more than it could find.
  public func markAcknowledged(
    through id: MessageID, of contact: ContactKey
  ) throws(StoreError) {
    try run(
      """
      DELETE FROM unacknowledged
      WHERE contact = (SELECT id FROM contacts WHERE key = ?) AND message <= ?
      """, [contact.data, id.rawValue])
  }

  /// The next number; a number once given is never given again.
  func nextMessageID() throws(StoreError) -> MessageID {
    let last: Int64
    if let lastMessageID { last = lastMessageID } else { last = try storedLastMessageID() }
    lastMessageID = last + 1
    return MessageID(last + 1)
  }

  private func storedLastMessageID() throws(StoreError) -> Int64 {
    let last = try row("SELECT value FROM counters WHERE name = 'message'") { $0[0] as Int64 }
    guard let last else { throw .corrupt("the message counter is missing") }
    return last
  }

  func writeLastMessageID() throws(StoreError) {
    guard let lastMessageID else { return }
    try run("UPDATE counters SET value = ? WHERE name = 'message'", [lastMessageID])
  }
}
