import GRDB

/// Closes a database so that its one file is all there is.
struct DatabaseClosing {
  let home: Home
  let pool: DatabasePool

  /// Milliseconds for which another process's reader may keep the journal from being emptied.
  private static let patience = 1_000

  func close(rewrites: Bool) throws {
    // GRDB closes its writer first; the last connection is then one that can't write the journal
    // back. Without readers the writer is the last one.
    pool.invalidateReadOnlyConnections()
    if rewrites {
      _ = try? pool.writeWithoutTransaction { database in
        try Cleaning(database: database, home: home).rewriteIfOwed(.small)
      }
    }
    let isWhole = (try? pool.writeWithoutTransaction(writeBack)) ?? false
    try pool.close()
    if isWhole { HomeFiles(home: home).markClosed() }
  }

  /// - Returns: false where another process has the database open: the last one closes it whole.
  private func writeBack(_ database: Database) throws -> Bool {
    do {
      if try leaveJournalMode(database) { return true }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
    } catch let error where StoreError(error).isWantOfRoom {
      // What the journal takes is the room that the change of mode needs.
      _ = try database.checkpoint(.truncate)
      return try leaveJournalMode(database)
    }
    // Who changed nothing leaves the bot that runs in peace.
    guard database.totalChangesCount > 0 else { return false }
    try database.execute(sql: "PRAGMA busy_timeout = \(Self.patience)")
    _ = try database.checkpoint(.truncate)
    return false
  }

  private func leaveJournalMode(_ database: Database) throws -> Bool {
    try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE") == "delete"
  }
}
