import GRDB
public import GatewayCore
import Glibc

/// Makes a backup, or another copy of a home's database, the database of a new home.
public struct Restoring {
  /// The copy. It is only read, and not through SQLite, which would create files next to it.
  public let file: String
  public let home: Home

  public init(_ file: String, into home: Home) {
    self.file = file
    self.home = home
  }

  /// Checks the whole copy, and installs it in the home if it is sound. The caller holds the home's
  /// `HomeLock`.
  ///
  /// - Parameters:
  ///   - takesOld: also accepts a copy whose journal is missing.
  ///   - check: throws where there is no key.
  /// - Returns: when the backup was made; nil for a copy that was not made by `Store.backUp`.
  public func run(
    takesOld: Bool, check: (StoredIdentity) throws(StoreError) -> Void
  ) throws(StoreError) -> UnixMilliseconds? {
    guard try home.isNew() else { throw .homeExists(path: home.path) }
    home.removeUnfinished()
    defer { home.removeUnfinished() }
    let journals = ["-wal", "-journal"].filter { HomeFiles.exists(file + $0) }
    if !takesOld { try HomeFiles.requireWhole(file, hasJournal: journals.contains("-wal")) }
    try HomeFiles.requireOwnJournal(
      file, changesMin: HomeFiles.changesWhenOpened(Disk.directory(of: file) + "/in-use"))
    for suffix in [""] + journals { try Disk.copy(file + suffix, to: home.unfinishedPath + suffix) }
    var files = RestoredFiles(in: FileFolder(home))
    do throws(StoreError) {
      let backedUpAt = try examine(check, takingFilesTo: &files)
      try files.finish()
      try Disk.publish(home.unfinishedPath, as: home.databasePath, replaces: false)
      return backedUpAt
    } catch {
      files.remove()
      throw error
    }
  }

  private func examine(
    _ check: (StoredIdentity) throws(StoreError) -> Void,
    takingFilesTo files: inout RestoredFiles
  ) throws(StoreError) -> UnixMilliseconds? {
    do {
      let queue = try DatabaseQueue(
        path: home.unfinishedPath, configuration: DatabaseOpening(home: home).configuration())
      let backedUpAt = try queue.inDatabase { database in
        // Also includes the content of its journal.
        try database.execute(sql: "PRAGMA journal_mode = DELETE")
        try requireSound(database)
        let reader = StoreReader(database)
        guard let identity = try reader.identity() else { throw StoreError.noKey(path: file) }
        try check(identity)
        let backedUpAt = try reader.meta(.backedUpAt)
        try database.execute(
          sql: "DELETE FROM meta WHERE name = ?", arguments: [MetaKey.backedUpAt.rawValue])
        try BackedUpFiles(folder: FileFolder(home))
          .take(from: database, in: home, to: &files)
        return backedUpAt
      }
      try queue.close()
      return backedUpAt.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
        .map(UnixMilliseconds.init)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
      throw .notAStore(path: file)
    } catch {
      throw StoreError(error)
    }
  }

  private func requireSound(_ database: Database) throws {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    guard application == Migration.applicationID else { throw StoreError.notAStore(path: file) }
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard version <= Migration.latestVersion else {
      throw StoreError.newerVersion(found: version, supported: Migration.latestVersion)
    }
    let faults = try String.fetchAll(database, sql: "PRAGMA integrity_check(1)")
    guard faults == ["ok"] else { throw StoreError.corrupt(faults.joined(separator: "; ")) }
  }
}
