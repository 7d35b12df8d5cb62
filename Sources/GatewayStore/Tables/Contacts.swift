import Foundation
import GRDB
public import GatewayCore

/// A contact with the columns that only the owner and the network half read.
public struct StoredContact: Hashable, Sendable {
  /// `isOnline` is false here: the store does not know.
  public var contact: Contact
  public var statusMessage: String
  /// The text of the contact's request, until it is handled as its first message.
  public var requestText: String?
  public var lastSeen: UnixMilliseconds
  public var wasOnline: Bool
  /// Last DHT key and addresses, opaque, for a fast reconnect.
  public var networkHint: [UInt8]?
  /// Accepted or blocked by the bot's policy or a rule, not by the owner.
  public var isByPolicy: Bool
  /// The note that the owner's people, or a rule for them, wrote on the contact. Rules can't read
  /// it.
  public var note: String?
}

extension StoreReader {
  private static let columns = """
    key, codename, name, public_status, state, first_seen, status_message, request_text, last_seen,
    was_online, network_hint, by_policy, note
    FROM contacts c JOIN conversations v ON v.id = c.id
    """

  public func storedContact(_ key: ContactKey) throws(StoreError) -> StoredContact? {
    try row(
      "SELECT \(Self.columns) WHERE key = ?", [key.data], decode: decodeContact)
  }

  public func storedContact(_ codename: Codename) throws(StoreError) -> StoredContact? {
    try row(
      "SELECT \(Self.columns) WHERE codename = ?", [codename.text],
      decode: decodeContact)
  }

  /// All contacts in one state (nil: in any), in the order in which they were first seen.
  public func storedContacts(_ state: ContactState? = nil) throws(StoreError) -> [StoredContact] {
    try rows(
      "SELECT \(Self.columns) WHERE ?1 IS NULL OR state = ?1 ORDER BY c.id",
      [state?.rawValue], decode: decodeContact)
  }

  /// A page of the contacts, by key: one that comes meanwhile moves no other to another page.
  ///
  /// - Parameter last: behind this one; nil: from the first one on.
  public func contactPage(
    after last: ContactKey?, limit: Int
  ) throws(StoreError) -> [StoredContact] {
    try rows(
      "SELECT \(Self.columns) WHERE key > ? ORDER BY key LIMIT ?", [last?.data ?? Data(), limit],
      decode: decodeContact)
  }

  /// The contacts with exactly this note; two at most.
  public func contacts(withNote note: String) throws(StoreError) -> [ContactKey] {
    // Sealing equal texts gives different bytes.
    let noted = try rows("SELECT key, note FROM contacts WHERE note IS NOT NULL ORDER BY id") {
      (key: try $0.key(0), note: vault.content($0[1], of: .contactNote))
    }
    return noted.lazy.filter { $0.note == .plain(note) }.prefix(2).map(\.key)
  }

  private func decodeContact(_ row: Row) throws -> StoredContact {
    StoredContact(
      contact: Contact(
        key: try row.key(0), codename: Codename(text: row[1]),
        name: try vault.text(row[2], of: .contactName),
        publicStatus: try row.text(3, of: .contactPublicStatus, vault), state: try row.word(4),
        firstSeen: row.time(5)),
      statusMessage: try vault.text(row[6], of: .contactStatusMessage),
      requestText: try row.text(7, of: .requestText, vault), lastSeen: row.time(8),
      wasOnline: row[9],
      networkHint: try (row[10] as Data?).map {
        [UInt8](try vault.bytes($0, of: .contactNetworkHint))
      },
      isByPolicy: row[11], note: (row[12] as Data?).map { vault.shown($0, of: .contactNote) })
  }
}

extension StoreTransaction {
  /// Stores a new contact under the codename that its hash gives; a number is appended where
  /// another contact has that name.
  ///
  /// - Parameters:
  ///   - codenameHash: at least 4 bytes of a keyed hash of the key.
  ///   - ownerDecides: whether the owner reads the request text before it is handled. Otherwise it
  ///     is a message, and held where messages are held.
  ///   - wish: the codename that the contact had in another home; used where it is free.
  /// - Returns: the contact as stored; unchanged, with `isNew` false, if it was there before.
  @discardableResult
  public func addContact(
    _ key: ContactKey, codenameHash: [UInt8], codename wish: Codename? = nil,
    state: ContactState, requestText: String? = nil, ownerDecides: Bool = true,
    now: UnixMilliseconds
  ) throws(StoreError) -> (contact: Contact, isNew: Bool) {
    if let known = try storedContact(key) { return (known.contact, false) }
    let codename: Codename
    if let wish, try storedContact(wish) == nil {
      codename = wish
    } else {
      codename = try freeCodename(hash: codenameHash)
    }
    let isStored = ownerDecides || vault.writes(.itemContent)
    let requestText = isStored ? requestText : nil
    try run("INSERT INTO conversations (last_seen) VALUES (?)", [now.rawValue])
    try run(
      """
      INSERT INTO contacts (id, key, codename, state, request_text, request_waits, first_seen)
      VALUES (last_insert_rowid(), ?, ?, ?, CAST(? AS TEXT), ?, ?)
      """,
      [
        key.data, codename.text, state.rawValue, vault.put(requestText, in: .requestText)?.data,
        requestText != nil,
        now.rawValue,
      ])
    return (Contact(key: key, codename: codename, state: state, firstSeen: now), true)
  }

  private func freeCodename(hash: [UInt8]) throws(StoreError) -> Codename {
    let words = Codename(hash: hash)
    var candidate = words
    var number = 1
    while try storedContact(candidate) != nil {
      number += 1
      candidate = words.numbered(number)
    }
    return candidate
  }

  /// - Parameter isByPolicy: whether the bot's policy or a rule decides, and not the owner.
  /// - Returns: false where the contact is unknown or was in that state already.
  @discardableResult
  public func setState(
    _ state: ContactState, of key: ContactKey, isByPolicy: Bool = false
  ) throws(StoreError) -> Bool {
    try forgetBatchContact(key)
    return try run(
      """
      UPDATE contacts SET state = ?1, by_policy = ?3,
        request_code = CASE state WHEN 'requested' THEN NULL ELSE request_code END
      WHERE key = ?2 AND state <> ?1
      """,
      [state.rawValue, key.data, isByPolicy]) > 0
  }

  /// The owner named this contact: it no longer counts as a stranger.
  public func setOwned(_ key: ContactKey) throws(StoreError) {
    try run("UPDATE contacts SET by_policy = 0 WHERE key = ? AND by_policy", [key.data])
  }

  public func setNote(_ note: String?, of key: ContactKey) throws(StoreError) {
    try run(
      "UPDATE contacts SET note = CAST(? AS TEXT) WHERE key = ?",
      [vault.put(note, in: .contactNote)?.data, key.data])
  }

  public func setPublicStatus(_ status: String?, of key: ContactKey) throws(StoreError) {
    try forgetBatchContact(key)
    try run(
      "UPDATE contacts SET public_status = CAST(? AS TEXT) WHERE key = ?",
      [vault.put(status, in: .contactPublicStatus)?.data, key.data])
  }

  public func setName(_ name: String, of key: ContactKey) throws(StoreError) {
    try forgetBatchContact(key)
    try run(
      "UPDATE contacts SET name = CAST(? AS TEXT) WHERE key = ?",
      [vault.put(name, in: .contactName)?.data ?? Data(), key.data])
  }

  public func setStatusMessage(_ text: String, of key: ContactKey) throws(StoreError) {
    try run(
      "UPDATE contacts SET status_message = CAST(? AS TEXT) WHERE key = ?",
      [vault.put(text, in: .contactStatusMessage)?.data ?? Data(), key.data])
  }

  public func setNetworkHint(_ hint: [UInt8], of key: ContactKey) throws(StoreError) {
    try run(
      "UPDATE contacts SET network_hint = ? WHERE key = ?",
      [vault.put(hint, in: .contactNetworkHint), key.data])
  }

  /// Records that these contacts are online now; written once a day for each.
  public func noteSeen(_ online: Set<ContactKey>, now: UnixMilliseconds) throws(StoreError) {
    let yesterday = now.advanced(byMilliseconds: -86_400_000)
    for key in online {
      guard let known = try batchContact(key), known.lastSeen < yesterday else { continue }
      known.lastSeen = now
      noteChange(of: known)
      demandCommit()
    }
  }

  /// The contact came online or went offline at `now`. The stored time never moves back, so that a
  /// clock that lost its time makes no contact look older.
  public func setSeen(_ key: ContactKey, now: UnixMilliseconds) throws(StoreError) {
    try forgetBatchContact(key)
    try run(
      """
      UPDATE conversations SET last_seen = max(last_seen, ?)
      WHERE id = (SELECT id FROM contacts WHERE key = ?)
      """, [now.rawValue, key.data])
    try run("UPDATE contacts SET was_online = 1 WHERE key = ? AND NOT was_online", [key.data])
  }
}
