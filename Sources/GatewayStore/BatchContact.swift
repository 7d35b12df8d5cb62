import GRDB
import GatewayCore

/// A contact and its conversation in the writer's cache. Changes to the conversation are counted
/// here and written once at the end of a transaction.
final class BatchContact {
  /// The number of the contact's and the conversation's row.
  let rowID: Int64
  let contact: Contact
  var messageCount: Int
  var lastSeen: UnixMilliseconds
  /// All its items have numbers between these.
  var firstItem: Int64?
  var lastItem: Int64?
  /// The newest message from it, or 0.
  var lastReceived: Int64
  /// It certainly knows that messages up to this one were handled.
  var acknowledged: Int64
  var usage: ContactUsage
  /// Whether its newest message had a stamp, and how many messages had one.
  var stampsTexts: Bool
  var stampCount: Int64
  /// The row is out of date.
  fileprivate(set) var isChanged = false

  fileprivate init(_ key: ContactKey, row: Row, vault: Vault) throws {
    rowID = row[0]
    contact = Contact(
      key: key, codename: Codename(text: row[1]), name: try vault.text(row[2], of: .contactName),
      publicStatus: try row.text(3, of: .contactPublicStatus, vault), state: try row.word(4),
      firstSeen: row.time(5))
    messageCount = row[6]
    lastSeen = row.time(7)
    firstItem = row[8]
    lastItem = row[9]
    lastReceived = row[10]
    acknowledged = row[11]
    usage = ContactUsage(
      messages: QuotaMeter(emptyAt: row[12]), bytes: QuotaMeter(emptyAt: row[13]))
    stampsTexts = row[14]
    stampCount = row[15]
  }
}

extension StoreTransaction {
  func batchContact(_ key: ContactKey) throws(StoreError) -> BatchContact? {
    if let known = cache[key] { return known }
    let found = try row(
      """
      SELECT c.id, codename, name, public_status, state, first_seen, item_count, last_seen,
        first_item, last_item, last_received, acknowledged, messages_empty_at, bytes_empty_at,
        stamps_texts, stamp_count
      FROM contacts c JOIN conversations v ON v.id = c.id WHERE key = ?
      """, [key.data]
    ) { row in try BatchContact(key, row: row, vault: vault) }
    if let found { cache.add(found) }
    return found
  }

  /// The contact's counts have to be written.
  func noteChange(of known: BatchContact) {
    guard !known.isChanged else { return }
    known.isChanged = true
    cache.changed.append(known)
  }

  /// The row is about to change: it is read again when it is next needed.
  func forgetBatchContact(_ key: ContactKey) throws(StoreError) {
    guard let known = cache.remove(key) else { return }
    try writeCounts(of: known)
  }

  func writeChangedContacts() throws(StoreError) {
    for known in cache.changed { try writeCounts(of: known) }
    cache.changed.removeAll(keepingCapacity: true)
  }

  func writeCounts(of known: BatchContact) throws(StoreError) {
    guard known.isChanged else { return }
    known.isChanged = false
    let statement = try fast(
      """
      UPDATE conversations SET item_count = ?, last_seen = ?, first_item = ?, last_item = ?,
        last_received = ?, acknowledged = ?, messages_empty_at = ?, bytes_empty_at = ?,
        stamps_texts = ?, stamp_count = ?
      WHERE id = ?
      """)
    statement.bind(1, Int64(known.messageCount))
    statement.bind(2, known.lastSeen.rawValue)
    statement.bind(3, known.firstItem)
    statement.bind(4, known.lastItem)
    statement.bind(5, known.lastReceived)
    statement.bind(6, known.acknowledged)
    statement.bind(7, known.usage.messages.emptyAt)
    statement.bind(8, known.usage.bytes.emptyAt)
    statement.bind(9, known.stampsTexts)
    statement.bind(10, known.stampCount)
    statement.bind(11, known.rowID)
    try statement.execute()
  }
}
