import GRDB

/// Closes a database so that nothing but its one file is left.
struct DatabaseClosing {
  let home: Home
  let pool: DatabasePool

  /// Milliseconds for which a reader of another process may keep the journal from being emptied.
  private static let patience = 1_000

  func close(rewrites: Bool) throws {
    // GRDB closes its writer first; then the last connection is one that can't checkpoint the
    // journal. Without readers the writer is the last one.
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

  /// - Returns: false where another process has the database open: the last process closes it into
  ///   one file.
  private func writeBack(_ database: Database) throws -> Bool {
    do {
      if try leaveJournalMode(database) { return true }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
    } catch let error where StoreError(error).isOutOfSpace {
      // Emptying the journal frees the space that the change of mode needs.
      _ = try database.checkpoint(.truncate)
      return try leaveJournalMode(database)
    }
    // A process that changed nothing does not disturb a running bot.
    guard database.totalChangesCount > 0 else { return false }
    try database.execute(sql: "PRAGMA busy_timeout = \(Self.patience)")
    _ = try database.checkpoint(.truncate)
    return false
  }

  private func leaveJournalMode(_ database: Database) throws -> Bool {
    try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE") == "delete"
  }
}
