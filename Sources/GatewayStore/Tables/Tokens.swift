import Foundation
import GRDB
public import GatewayCore

/// A token as it is stored.
public struct StoredToken: Hashable, Sendable {
  public var summary: TokenSummary
  /// Of its text.
  public var hash: [UInt8]
}

extension StoreReader {
  /// All tokens, the oldest first.
  public func tokens() throws(StoreError) -> [StoredToken] {
    try rows("SELECT id, label, scopes, hash, created_at, used_at FROM tokens ORDER BY id") { row in
      let words = (row[2] as String).split(separator: " ")
      return StoredToken(
        summary: TokenSummary(
          id: row[0], label: row.text(1),
          // A scope of a later version grants nothing here.
          scopes: words.compactMap { Scope(rawValue: String($0)) }, created: row.time(4),
          lastUsed: (row[5] as Int64?).map(UnixMilliseconds.init)),
        hash: row.bytes(3))
    }
  }

  public func countTokens() throws(StoreError) -> Int {
    try row("SELECT count(*) FROM tokens") { $0[0] as Int } ?? 0
  }
}

extension StoreTransaction {
  /// - Parameter hash: gives the hash of the token with this number.
  /// - Returns: the number.
  public func addToken(
    label: String, scopes: [Scope], now: UnixMilliseconds, hash: (Int64) -> [UInt8]
  ) throws(StoreError) -> Int64 {
    try run(
      """
      INSERT INTO tokens (label, scopes, hash, created_at) VALUES (CAST(? AS TEXT), ?, x'', ?)
      """,
      [label.data, scopes.map(\.rawValue).joined(separator: " "), now.rawValue])
    let id = database.lastInsertedRowID
    try run("UPDATE tokens SET hash = ? WHERE id = ?", [Data(hash(id)), id])
    return id
  }

  /// - Returns: whether there was such a token.
  public func removeToken(_ id: Int64) throws(StoreError) -> Bool {
    try run("DELETE FROM answered_requests WHERE token = ?", [id])
    return try run("DELETE FROM tokens WHERE id = ?", [id]) > 0
  }

  public func setTokenUsed(_ id: Int64, at time: UnixMilliseconds) throws(StoreError) {
    try run("UPDATE tokens SET used_at = ? WHERE id = ?", [time.rawValue, id])
  }
}
