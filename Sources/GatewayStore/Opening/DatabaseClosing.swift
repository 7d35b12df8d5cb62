import GRDB

/// Closes a database so that its one file is all there is.
struct DatabaseClosing {
  let home: Home
  let pool: DatabasePool

  /// Milliseconds for which another process's reader may keep the journal from being emptied.
  private static let patience = 1_000

  func close() throws {
    // GRDB closes its writer first; the last connection is then one that can't write the journal
    // back. Without readers the writer is the last one.
    pool.invalidateReadOnlyConnections()
    _ = try? pool.writeWithoutTransaction { database in
      try Cleaning(database: database, home: home).rewriteIfOwed(atAnySize: true)
    }
    let isWhole = (try? pool.writeWithoutTransaction(writeBack)) ?? false
    try pool.close()
    if isWhole { HomeFiles(home: home).markClosed() }
  }

  /// - Returns: false where another process has the database open: the last one closes it whole.
  private func writeBack(_ database: Database) throws -> Bool {
    do {
      let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
      if mode == "delete" { return true }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
    // Who changed nothing leaves the bot that runs in peace.
    guard database.totalChangesCount > 0 else { return false }
    try database.execute(sql: "PRAGMA busy_timeout = \(Self.patience)")
    _ = try database.checkpoint(.truncate)
    return false
  }
}
