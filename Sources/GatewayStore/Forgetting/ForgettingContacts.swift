import GRDB
public import GatewayCore

/// Contacts are forgotten in steps where no client waits for the result: one of them may have
/// written for years.
extension StoreTransaction {
  /// Forgets contacts one after the other, within the limit of one step.
  ///
  /// - Parameter rows: the approximate number of rows that may be deleted.
  /// - Returns: how many of them are forgotten, from the first one on; of the next one some
  ///   messages may be forgotten.
  public func forget(
    contacts: some Collection<ContactKey>, rows: Int, now: UnixMilliseconds
  ) throws(StoreError) -> (count: Int, forgotten: Forgotten) {
    var forgotten = Forgotten()
    var count = 0
    for key in contacts {
      guard forgotten.rows < rows,
        try forgetMessages(of: key, rows: rows - forgotten.rows, now: now, &forgotten)
      else { break }
      forgotten += try forget(contact: key, now: now)
      count += 1
    }
    return (count, forgotten)
  }

  /// Forgets contacts that were last seen before a time and are not online, within the limit of one
  /// step. Contacts that the owner blocked stay: once forgotten, they could send a new request.
  ///
  /// - Parameters:
  ///   - place: where the previous step ended; initially 0.
  ///   - rows: the approximate number of rows that may be searched, and deleted.
  /// - Returns: the contacts, which the network half then removes; and where to continue, nil at
  ///   the end.
  public func forgetContacts(
    lastSeenBefore time: UnixMilliseconds, from place: Int64 = 0, rows: Int, now: UnixMilliseconds
  ) throws(StoreError) -> (contacts: [ContactKey], forgotten: Forgotten, next: Int64?) {
    try writeChangedContacts()
    let looked = try self.rows(
      """
      SELECT c.id, key, last_seen < ? AND state <> 'blocked'
      FROM contacts c JOIN conversations v ON v.id = c.id WHERE c.id > ? ORDER BY c.id LIMIT ?
      """, [time.rawValue, place, rows]
    ) { row in (id: row[0] as Int64, key: try row.key(1), isQuiet: row[2] as Bool) }
    let quiet = looked.filter { $0.isQuiet && !online.contains($0.key) }
    let (count, forgotten) = try forget(contacts: quiet.map(\.key), rows: rows, now: now)
    let next =
      count < quiet.count ? quiet[count].id - 1 : looked.count < rows ? nil : looked.last?.id
    return (quiet.prefix(count).map(\.key), forgotten, next)
  }

  /// Forgets messages of a contact with what repeats them, oldest first, within the limit of one
  /// step: they are stored among those of others. The conversation's row tells the next step where
  /// to continue.
  ///
  /// - Returns: whether none is left.
  func forgetMessages(
    of key: ContactKey, rows: Int, now: UnixMilliseconds, _ forgotten: inout Forgotten
  ) throws(StoreError) -> Bool {
    try forgetBatchContact(key)
    guard let bounds = try itemBounds(of: key), let first = bounds.first, let last = bounds.last
    else { return true }
    let looked = try row(
      """
      SELECT max(id), count(*) FROM (
        SELECT id FROM items WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)
      """, [first, last, rows * Self.rowsLookedAt]
    ) { row in (last: row[0] as Int64?, count: row[1] as Int) }
    guard let looked, let end = looked.last else { return true }
    let own = try self.rows(
      "SELECT id FROM items WHERE id BETWEEN ? AND ? AND conversation = ? ORDER BY id LIMIT ?",
      [first, end, bounds.conversation, rows]
    ) { MessageID($0[0]) }
    for message in own { forgotten += try forget(message: message, now: now) }
    let isWhole = own.count < rows
    if isWhole, looked.count < rows * Self.rowsLookedAt { return true }
    let next = isWhole ? end + 1 : (own.last?.rawValue ?? end) + 1
    try run("UPDATE conversations SET first_item = ? WHERE id = ?", [next, bounds.conversation])
    return false
  }

  /// Messages searched for each one that may be deleted.
  private static let rowsLookedAt = 10
}
