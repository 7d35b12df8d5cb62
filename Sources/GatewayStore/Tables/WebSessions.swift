import Foundation
import GRDB
public import GatewayCore

/// A session of the web inbox as it is stored.
public struct StoredWebSession: Hashable, Sendable {
  public enum Holder: Hashable, Sendable {
    case member(Int64)
    case token(Int64)
  }

  public var id: Int64
  /// Keyed, of its secret.
  public var hash: [UInt8]
  public var holder: Holder
  /// Words of the program, such as "Firefox on Linux".
  public var browser: String
  public var created: UnixMilliseconds
  public var lastUsed: UnixMilliseconds
}

extension StoreReader {
  /// All sessions, the oldest first.
  public func webSessions() throws(StoreError) -> [StoredWebSession] {
    try rows(
      """
      SELECT id, hash, member, token, browser, created_at, used_at FROM web_sessions ORDER BY id
      """
    ) { row in
      let member = row[2] as Int64?
      return StoredWebSession(
        id: row[0], hash: row.bytes(1),
        holder: member.map { .member($0) } ?? .token(row[3]),
        browser: row[4], created: row.time(5), lastUsed: row.time(6))
    }
  }
}

extension StoreTransaction {
  /// The sessions of one holder; the ones that were used the longest time ago are ended for more.
  static let sessionsMax = 16

  /// - Parameters:
  ///   - hash: keyed, of its secret.
  ///   - holder: nil where there is none any more.
  /// - Returns: its number; nil where the holder is not there any more.
  public func addWebSession(
    hash: [UInt8], of holder: StoredWebSession.Holder?, browser: String, now: UnixMilliseconds
  ) throws(StoreError) -> Int64? {
    guard let holder else { return nil }
    let (column, table, id) = holder.place
    let count = try run(
      """
      INSERT INTO web_sessions (hash, \(column), browser, created_at, used_at)
      SELECT ?1, id, ?2, ?3, ?3 FROM \(table) WHERE id = ?4
      """, [Data(hash), browser, now.rawValue, id])
    guard count > 0 else { return nil }
    let session = database.lastInsertedRowID
    try run(
      """
      DELETE FROM web_sessions WHERE \(column) = ?1 AND id NOT IN (
        SELECT id FROM web_sessions WHERE \(column) = ?1 ORDER BY used_at DESC, id DESC LIMIT ?2)
      """, [id, Self.sessionsMax])
    return session
  }

  /// - Returns: whether there was such a session.
  public func removeWebSession(_ id: Int64) throws(StoreError) -> Bool {
    try run("DELETE FROM web_sessions WHERE id = ?", [id]) > 0
  }

  /// - Parameter kept: a session that stays.
  public func removeWebSessions(
    of holder: StoredWebSession.Holder, except kept: Int64? = nil
  ) throws(StoreError) {
    let (column, _, id) = holder.place
    try run("DELETE FROM web_sessions WHERE \(column) = ? AND id IS NOT ?", [id, kept])
  }

  public func setWebSessionUsed(_ id: Int64, at time: UnixMilliseconds) throws(StoreError) {
    try run("UPDATE web_sessions SET used_at = ? WHERE id = ?", [time.rawValue, id])
  }

  /// Removes what no browser can use any more.
  public func removeOldWebSessions(
    createdBefore created: UnixMilliseconds, usedBefore used: UnixMilliseconds
  ) throws(StoreError) {
    try run(
      "DELETE FROM web_sessions WHERE created_at < ? OR used_at < ?",
      [created.rawValue, used.rawValue])
  }
}

extension StoredWebSession.Holder {
  fileprivate var place: (column: String, table: String, id: Int64) {
    switch self {
    case .member(let id): ("member", "staff_members", id)
    case .token(let id): ("token", "tokens", id)
    }
  }
}
