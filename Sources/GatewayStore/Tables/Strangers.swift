import GRDB
public import GatewayCore

/// Contacts that were not added by the owner. They are counted and found by indices of their own,
/// since there may be thousands.
extension StoreReader {
  public func contactCount(_ state: ContactState) throws(StoreError) -> Int {
    // Written out, so that SQLite uses the partial indices.
    let sql =
      switch state {
      case .accepted: "SELECT count(*) FROM contacts WHERE state = 'accepted'"
      case .requested: "SELECT count(*) FROM contacts WHERE state = 'requested'"
      case .blocked: "SELECT count(*) FROM contacts WHERE state = 'blocked'"
      }
    return try row(sql) { $0[0] as Int } ?? 0
  }

  /// Contacts that were accepted without the owner and never came online, the oldest first.
  ///
  /// - Parameter time: only contacts that asked before it.
  public func unseenStrangers(
    before time: UnixMilliseconds? = nil, limit: Int
  ) throws(StoreError) -> [ContactKey] {
    try rows(
      """
      SELECT key FROM contacts
      WHERE by_policy AND NOT was_online AND state = 'accepted'
        AND (?1 IS NULL OR first_seen < ?1) ORDER BY id LIMIT ?2
      """, [time?.rawValue, limit]
    ) { try $0.key(0) }
  }

  public func unseenStrangerCount() throws(StoreError) -> Int {
    try row(
      """
      SELECT count(*) FROM contacts WHERE by_policy AND NOT was_online AND state = 'accepted'
      """
    ) { $0[0] as Int } ?? 0
  }

  /// When the oldest of them asked.
  public func oldestUnseenStranger() throws(StoreError) -> UnixMilliseconds? {
    try row(
      """
      SELECT first_seen FROM contacts
      WHERE by_policy AND NOT was_online AND state = 'accepted' ORDER BY id LIMIT 1
      """
    ) { $0.time(0) }
  }

  /// Contacts that asked, were accepted by the owner or without it, and never came online. In homes
  /// of older versions nothing else tells which contacts came without the owner.
  public func neverSeen() throws(StoreError) -> [ContactKey] {
    try rows(
      """
      SELECT key FROM contacts
      WHERE state = 'accepted' AND NOT was_online AND pending_nospam IS NULL
        AND (by_policy OR request_text IS NOT NULL) ORDER BY id
      """
    ) { try $0.key(0) }
  }

  /// The oldest requests that wait for the owner.
  public func oldestRequests(limit: Int) throws(StoreError) -> [ContactKey] {
    try rows(
      "SELECT key FROM contacts WHERE state = 'requested' ORDER BY id LIMIT ?", [limit]
    ) { try $0.key(0) }
  }

  /// The oldest contacts that a rule blocked.
  public func oldestBlockedByRules(limit: Int) throws(StoreError) -> [ContactKey] {
    try rows(
      "SELECT key FROM contacts WHERE state = 'blocked' AND by_policy ORDER BY id LIMIT ?", [limit]
    ) { try $0.key(0) }
  }
}
