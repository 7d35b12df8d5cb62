import GRDB
import GRDBSQLite
import Synchronization

/// Interrupts the rewriting of a large database when the store is about to close: the partial
/// result is discarded, and the rewriting stays due. SQLite's last phase, which copies the result
/// back, runs to its end.
final class RewritingStop: Sendable {
  private let isAsked = Atomic(false)

  func ask() { isAsked.store(true, ordering: .relaxed) }

  /// Runs statements that fail with `SQLITE_INTERRUPT` once a stop was requested.
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

  /// SQLite instructions between two checks: a few milliseconds.
  private static let instructions: Int32 = 10_000
}
