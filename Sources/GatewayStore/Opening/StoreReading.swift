import GRDB
package import GatewayCore
import Glibc

extension Store {
  /// Whether there is a home; changes nothing.
  ///
  /// - Throws: `.incomplete` where its database is not whole.
  public static func hasHome(at path: String) throws(StoreError) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw Home.openError(errno, path: path) }
      return false
    }
    return try !Home(existing: path).isNew()
  }

  /// Reads a home and changes nothing: not its database, its journal, or a file's permissions. So
  /// it needs no disk space, and does not disturb a running bot.
  ///
  /// - Parameter sealer: opens what the bot itself needs of a sealed home.
  /// - Returns: nil where the database has to be opened for writing first: there is none, it is of
  ///   an older version, or a crash interrupted a change of it.
  public static func reading<Value>(
    home path: String,
    sealer: (StoreReader) throws(StoreError) -> (any ContentSealer)? = { _ in nil },
    _ body: (StoreReader) throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    guard let queue = try queueToRead(home: path) else { return nil }
    defer { try? queue.close() }
    do {
      return try queue.read { database in
        let sealer = try sealer(StoreReader(database))
        return try body(StoreReader(database, Vault(sealer: sealer)))
      }
    } catch {
      throw StoreError(error)
    }
  }

  static func queueToRead(home path: String) throws(StoreError) -> DatabaseQueue? {
    guard try hasHome(at: path) else { return nil }
    return try DatabaseOpening(home: Home(existing: path)).openToRead()
  }
}

extension DatabaseOpening {
  /// - Returns: nil where the database has to be opened for writing first.
  func openToRead() throws(StoreError) -> DatabaseQueue? {
    guard !HomeFiles.exists(home.databasePath + "-journal") else { return nil }
    try inspect()
    var configuration = configuration()
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(path: home.databasePath, configuration: configuration)
      let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
      return version == Migration.latestVersion ? queue : nil
    } catch {
      // Without the journal's index, and without space to create one, only the reserve helps.
      if StoreError(error).isOutOfSpace { return nil }
      throw StoreError(error)
    }
  }
}

extension StoreError {
  /// The disk is full, or a file can't grow for another reason.
  public var isOutOfSpace: Bool {
    switch self {
    case .full, .inputOutput: true
    default: false
    }
  }

  /// Why, where pages say it in the reader's language.
  package var reason: RefusalReason? {
    switch self {
    case .full: .diskFull
    case .busy: .busy
    default: nil
    }
  }
}
