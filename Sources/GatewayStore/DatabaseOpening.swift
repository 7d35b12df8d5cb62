import GRDB
import Glibc

/// How the database of a home is opened: looked at first, without a change, then for writing.
struct DatabaseOpening {
  let home: Home
  var pageCountMax: Int?

  /// How long a connection waits for another one, in seconds.
  private static let busyTimeout = 5.0

  func open() throws(StoreError) -> DatabasePool {
    try home.createDatabaseFile()
    if try !isEmpty() { try inspect() }
    do {
      let pool = try DatabasePool(path: home.databasePath, configuration: configuration())
      try waitForDisk(pool)
      try pool.write { database in try Migration.run(on: database) }
      return pool
    } catch {
      throw StoreError(error)
    }
  }

  private func isEmpty() throws(StoreError) -> Bool {
    var status = stat()
    guard stat(home.databasePath, &status) == 0 else {
      throw Home.openError(errno, path: home.databasePath)
    }
    return status.st_size == 0
  }

  /// Refuses a file that is not ours, damaged or too new, through a connection that cannot write.
  private func inspect() throws(StoreError) {
    var configuration = configuration()
    configuration.readonly = true
    let found: (application: Int, version: Int)
    do {
      let queue = try DatabaseQueue(path: home.databasePath, configuration: configuration)
      found = try queue.read { database in
        (
          try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
          try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        )
      }
      try queue.close()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
      throw .notAStore(path: home.databasePath)
    } catch {
      throw StoreError(error)
    }
    // All zero: a database that we began to make and that a crash left without a schema.
    if found == (0, 0) { return try requireNoTables() }
    guard found.application == Migration.applicationID else {
      throw .notAStore(path: home.databasePath)
    }
    guard found.version <= Migration.latestVersion else {
      throw .newerVersion(found: found.version, supported: Migration.latestVersion)
    }
  }

  private func requireNoTables() throws(StoreError) {
    var configuration = configuration()
    configuration.readonly = true
    let tables: Int
    do {
      let queue = try DatabaseQueue(path: home.databasePath, configuration: configuration)
      tables = try queue.read { database in
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      }
      try queue.close()
    } catch {
      throw StoreError(error)
    }
    if tables > 0 { throw .notAStore(path: home.databasePath) }
  }

  private func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.label = "Postern"
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(Self.busyTimeout)
    configuration.prepareDatabase { [pageCountMax] database in
      // A schema that somebody planted in the file may not call functions.
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
      guard !database.configuration.readonly else { return }
      try database.execute(sql: "PRAGMA secure_delete = ON")
      if let pageCountMax {
        try database.execute(sql: "PRAGMA max_page_count = \(pageCountMax)")
      }
    }
    return configuration
  }

  /// A receipt promises that the message is on the disk, so each commit waits for it.
  ///
  /// Done after opening, since GRDB itself sets NORMAL when it turns the WAL on; and read back.
  private func waitForDisk(_ pool: DatabasePool) throws {
    let synchronous = try pool.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      return try Int.fetchOne(database, sql: "PRAGMA synchronous")
    }
    guard synchronous == 2 else { throw StoreError.notDurable(synchronous: synchronous ?? -1) }
  }
}
