import GRDB
import GatewayCore
import Synchronization

/// Whether the files still contain anything that was forgotten.
public enum CleaningOutcome: Hashable, Sendable {
  case clean
  /// SQLite overwrote every row and emptied the journal; copies of rows that it had moved before
  /// may remain until the database is rewritten: it is too large for now, or the disk too full.
  case rewritingOwed
  /// Another process reads and keeps the journal in use: try again soon.
  case journalInUse
}

/// How large a database may be to be rewritten. Commits wait for the rewriting.
public enum RewritingBound: Sendable {
  /// None is rewritten: the journal alone is emptied.
  case none
  /// 64 MiB: a third of a second.
  case small
  /// 4 GiB, the default of `stored_bytes`: some 20 s for each GiB.
  case large
  case any

  /// - Parameter pages: of 4 KiB.
  func holds(_ pages: Int) -> Bool {
    switch self {
    case .none: false
    case .small: pages <= 16_384
    case .large: pages <= 1_048_576
    case .any: true
    }
  }
}

/// Removes deleted content from the database's files.
///
/// With `secure_delete` SQLite overwrites a deleted row, or a freed page, with zeros. Two places
/// remain: the journal, which holds the pages as they were, until it is emptied; and the free space
/// of a page from which the row was moved before, when the page was split or merged. Only rewriting
/// the database (VACUUM) clears that. About one of a thousand messages leaves such a copy.
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

  /// - Returns: false where it is too large for now, the disk too full, or the store is about to
  ///   close.
  @discardableResult
  func rewriteIfOwed(
    _ bound: RewritingBound, until isCancelled: RewritingStop = RewritingStop()
  ) throws -> Bool {
    guard try StoreReader(database).meta(.rewritingOwed) != nil else { return true }
    guard try bound.holds(filledPages()) else { return false }
    do {
      try TemporaryFiles.place(in: home, for: database) {
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

  /// Pages that are copied; the others are only truncated.
  private func filledPages() throws -> Int {
    let all = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    return all - (try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0)
  }

  /// - Returns: false where a reader prevents it.
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

/// The directory for SQLite's temporary copy during a rewrite: by default /var/tmp, in clear.
enum TemporaryFiles {
  /// Runs `body` with SQLite's temporary files in the home, or where SQLite does not allow that, in
  /// memory.
  static func place(
    in home: Home, for database: Database, while body: () throws -> Void
  ) throws {
    guard try setPlace(home, for: database) else { return try body() }
    try database.execute(sql: "PRAGMA temp_store = FILE")
    defer { try? database.execute(sql: "PRAGMA temp_store = MEMORY") }
    try body()
  }

  /// The setting belongs to the process, and may be changed only while SQLite is not in use: the
  /// first home's path stays.
  private static func setPlace(_ home: Home, for database: Database) throws -> Bool {
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
