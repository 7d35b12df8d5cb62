import GRDB
import GatewayCore
import Synchronization

/// How far the files are clean of what was forgotten.
public enum CleaningOutcome: Hashable, Sendable {
  case clean
  /// SQLite wrote over every row and emptied the journal; copies of rows that it had moved before
  /// may be left until the database is written anew: it is too large for now, or the disk too full.
  case rewritingOwed
  /// Another process reads, and keeps the journal: try again soon.
  case journalInUse
}

/// How large a database may be that is written anew. Nothing is committed meanwhile.
public enum RewritingBound: Sendable {
  /// 64 MiB: a third of a second.
  case small
  /// 4 GiB, as much as `stored_bytes` allows by default: some 20 s for each GiB.
  case large
  case any

  /// - Parameter pages: of 4 KiB.
  func holds(_ pages: Int) -> Bool {
    switch self {
    case .small: pages <= 16_384
    case .large: pages <= 1_048_576
    case .any: true
    }
  }
}

/// Takes what was deleted out of the database's files.
///
/// With `secure_delete` SQLite writes zeros over a row that is deleted, and over a page that is
/// freed. Two places remain: the journal, which holds the pages as they were, until it is emptied;
/// and the gaps of a page from which the row had moved before, when the page was split or joined
/// with another one. Only writing the database anew (VACUUM) empties those. Of a thousand messages
/// about one leaves such a copy.
struct Cleaning {
  let database: Database
  let home: Home

  /// Milliseconds for which readers may keep the journal from being emptied. The writer waits.
  private static let patience = 200

  func run(rewriting bound: RewritingBound, until isCancelled: RewritingStop) throws
    -> CleaningOutcome
  {
    let isRewritten = try rewriteIfOwed(bound, until: isCancelled)
    guard try emptyJournal() else { return .journalInUse }
    return isRewritten ? .clean : .rewritingOwed
  }

  /// - Returns: false where it is too large for now, the disk too full, or somebody wants to end.
  @discardableResult
  func rewriteIfOwed(
    _ bound: RewritingBound, until isCancelled: RewritingStop = RewritingStop()
  ) throws -> Bool {
    guard try StoreReader(database).meta(.rewritingOwed) != nil else { return true }
    guard try bound.holds(filledPages()) else { return false }
    do {
      try TemporaryFiles.within(home, database) {
        try isCancelled.interrupting(database) { try database.execute(sql: "VACUUM") }
      }
      try database.execute(
        sql: "DELETE FROM meta WHERE name = ?", arguments: [MetaKey.rewritingOwed.rawValue])
      return true
    } catch let error as DatabaseError
      where [.SQLITE_FULL, .SQLITE_INTERRUPT].contains(error.resultCode)
    {
      return false
    }
  }

  /// Those that are copied; the others are only cut off.
  private func filledPages() throws -> Int {
    let all = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    return all - (try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0)
  }

  /// - Returns: false where a reader is in the way.
  func emptyJournal(patience milliseconds: Int = Self.patience) throws -> Bool {
    let patience = try Int.fetchOne(database, sql: "PRAGMA busy_timeout") ?? 0
    try database.execute(sql: "PRAGMA busy_timeout = \(milliseconds)")
    defer { try? database.execute(sql: "PRAGMA busy_timeout = \(patience)") }
    do {
      _ = try database.checkpoint(.truncate)
      return true
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      return false
    }
  }
}

/// Where SQLite puts a database aside while it writes it anew: by default /var/tmp, in clear.
enum TemporaryFiles {
  /// Lets `body` put its temporary files into the home, or where SQLite does not take that, into
  /// memory.
  static func within(_ home: Home, _ database: Database, _ body: () throws -> Void) throws {
    guard try place(home, database) else { return try body() }
    try database.execute(sql: "PRAGMA temp_store = FILE")
    defer { try? database.execute(sql: "PRAGMA temp_store = MEMORY") }
    try body()
  }

  /// The place is the process's, and may be set only while nobody uses it: the first home's stays.
  private static func place(_ home: Home, _ database: Database) throws -> Bool {
    let isFirst = isPlaced.withLock { isPlaced in
      defer { isPlaced = true }
      return !isPlaced
    }
    if isFirst {
      let path = home.path.replacing("'", with: "''")
      try database.execute(sql: "PRAGMA temp_store_directory = '\(path)'")
    }
    return try String.fetchOne(database, sql: "PRAGMA temp_store_directory") == home.path
  }

  private static let isPlaced = Mutex(false)
}
