import GRDB
import Glibc

/// Opens the database of a home: checks it first, without a change, then opens it for writing.
struct DatabaseOpening {
  let home: Home
  var pageCountMax: Int?

  /// How long a connection waits for another one, in seconds.
  private static let busyTimeout = 5.0

  /// - Parameter fill: writes the initial content of a home where there is none yet.
  func open(
    new fill: (StoreTransaction) throws(StoreError) -> Void
  ) throws(StoreError) -> DatabasePool {
    let files = HomeFiles(home: home)
    if try files.isNew() {
      try DatabaseCreation(home: home, configuration: configuration()).run(fill)
    } else {
      try inspect()
    }
    files.markInUse()
    do {
      let pool = try DatabasePool(path: home.databasePath, configuration: configuration())
      try waitForDisk(pool)
      try pool.write { database in try Migration.run(on: database) }
      return pool
    } catch {
      throw StoreError(error)
    }
  }

  /// Refuses a file that is not ours, damaged or too new, through a read-only connection.
  func inspect() throws(StoreError) {
    let found = try foundVersion()
    guard found.application == Migration.applicationID else {
      throw found.hasTables
        ? .notAStore(path: home.databasePath) : .incomplete(path: home.databasePath, .empty)
    }
    guard found.version <= Migration.latestVersion else {
      throw .newerVersion(found: found.version, supported: Migration.latestVersion)
    }
  }

  private func foundVersion() throws(StoreError) -> (
    application: Int, version: Int, hasTables: Bool
  ) {
    // A crash during a change of the journal mode: only a writer can undo it.
    if HomeFiles.exists(home.databasePath + "-journal") {
      let header = try DatabaseHeader(of: home.databasePath)
      return (header.applicationID, header.version, true)
    }
    var configuration = configuration()
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(path: home.databasePath, configuration: configuration)
      let found = try queue.read { database in
        (
          application: try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
          version: try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
          hasTables: try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") != 0
        )
      }
      try queue.close()
      return found
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
      throw .notAStore(path: home.databasePath)
    } catch {
      throw StoreError(error)
    }
  }

  func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.label = "Postern"
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(Self.busyTimeout)
    configuration.prepareDatabase { [pageCountMax] database in
      // The temporary files of a sort or a VACUUM would be in /var/tmp, in clear.
      try database.execute(sql: "PRAGMA temp_store = MEMORY")
      // A schema that an attacker wrote into the file may not call functions.
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
      guard !database.configuration.readonly else { return }
      try database.execute(sql: "PRAGMA secure_delete = ON")
      if let pageCountMax {
        try database.execute(sql: "PRAGMA max_page_count = \(pageCountMax)")
      }
    }
    return configuration
  }

  /// A receipt promises that the message is on the disk, so each commit waits for fsync.
  ///
  /// Set after opening, since GRDB sets NORMAL when it enables the WAL; and read back.
  private func waitForDisk(_ pool: DatabasePool) throws {
    let synchronous = try pool.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      return try Int.fetchOne(database, sql: "PRAGMA synchronous")
    }
    guard synchronous == 2 else { throw StoreError.notDurable(synchronous: synchronous ?? -1) }
  }
}
