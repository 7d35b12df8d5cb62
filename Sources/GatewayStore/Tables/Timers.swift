import GRDB
public import GatewayCore

extension StoreReader {
  /// When the next timer is due, if one is set.
  public func nextTimerDue() throws(StoreError) -> UnixMilliseconds? {
    try row("SELECT due FROM timers ORDER BY due LIMIT 1") { $0.time(0) }
  }
}

extension StoreTransaction {
  /// Sets a timer; it replaces the one with this name and contact.
  ///
  /// - Parameter delay: milliseconds from `now`.
  public func setTimer(
    _ name: String, contact: ContactKey?, delay: Int64, payload: String, now: UnixMilliseconds
  ) throws(StoreError) {
    try cancelTimer(name, contact: contact)
    let due = now.advanced(byMilliseconds: delay)
    let payload = vault.put(payload, in: .timerPayload)?.data
    guard let contact else {
      try run(
        "INSERT INTO timers (name, due, wait, payload) VALUES (?, ?, ?, CAST(? AS TEXT))",
        [name, due.rawValue, delay, payload])
      cache.timerCount? += 1
      return
    }
    let added = try run(
      """
      INSERT INTO timers (name, contact, due, wait, payload)
      SELECT ?, id, ?, ?, CAST(? AS TEXT) FROM contacts WHERE key = ?
      """, [name, due.rawValue, delay, payload, contact.data])
    cache.timerCount? += added
  }

  /// The number of timers. Counted once, then tracked in the cache.
  func countTimers() throws(StoreError) -> Int {
    if let count = cache.timerCount { return count }
    let count = try row("SELECT count(*) FROM timers") { $0[0] as Int } ?? 0
    cache.timerCount = count
    return count
  }

  func timerExists(_ name: String, contact: ContactKey?) throws(StoreError) -> Bool {
    try row("SELECT 1 FROM timers WHERE \(Self.isNamed)", [name, contact?.data]) { _ in true }
      ?? false
  }

  public func cancelTimer(_ name: String, contact: ContactKey?) throws(StoreError) {
    noteMovedTimers()
    let removed = try run("DELETE FROM timers WHERE \(Self.isNamed)", [name, contact?.data])
    cache.timerCount? -= removed
  }

  /// The timer of a name and a contact, or of a name and none. A contact that is not there has no
  /// timers: its number is NULL, which nothing equals.
  private static let isNamed = """
    name = ?1 AND ifnull(contact, 0)
      = CASE WHEN ?2 IS NULL THEN 0 ELSE (SELECT id FROM contacts WHERE key = ?2) END
    """

  /// Takes the timers that are due, earliest first. The effects of their rules belong in the same
  /// transaction: then each timer fires once.
  public func takeDueTimers(now: UnixMilliseconds, limit: Int) throws(StoreError) -> [RuleTimer] {
    let due = try rows(
      """
      SELECT t.id, t.name, t.payload, c.key FROM timers t LEFT JOIN contacts c ON c.id = t.contact
      WHERE t.due <= ? ORDER BY t.due, t.id LIMIT ?
      """, [now.rawValue, limit]
    ) { row in
      (
        id: row[0] as Int64, name: row[1] as String,
        payload: try vault.text(row[2], of: .timerPayload),
        key: try row.optionalKey(3)
      )
    }
    noteMovedTimers()
    var timers: [RuleTimer] = []
    for timer in due {
      try run("DELETE FROM timers WHERE id = ?", [timer.id])
      cache.timerCount? -= 1
      timers.append(
        RuleTimer(
          name: timer.name, contact: timer.key.flatMap { contact($0) }, payload: timer.payload))
    }
    return timers
  }
}
