import GRDB
import GRDBSQLite
import Synchronization

/// Ends the rewriting of a large database where somebody wants to close it: what was written anew so
/// far is thrown away, and stays owed. SQLite's last part, which copies the result back, runs to its
/// end.
final class RewritingStop: Sendable {
  private let isAsked = Atomic(false)

  func ask() { isAsked.store(true, ordering: .relaxed) }

  /// Runs statements that fail with `SQLITE_INTERRUPT` once somebody asks.
  func interrupting(_ database: Database, _ body: () throws -> Void) throws {
    let connection = database.sqliteConnection
    sqlite3_progress_handler(
      connection, Self.instructions,
      { context in
        guard let context else { return 0 }
        let stop = Unmanaged<RewritingStop>.fromOpaque(context).takeUnretainedValue()
        return stop.isAsked.load(ordering: .relaxed) ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
    defer { sqlite3_progress_handler(connection, 0, nil, nil) }
    try body()
  }

  /// Instructions of SQLite's between two looks: some milliseconds.
  private static let instructions: Int32 = 10_000
}
