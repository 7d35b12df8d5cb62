import GRDB
public import GatewayCore
import Glibc

extension Store {
  /// Writes the state as of one moment into a new file, while others may write to the database. The
  /// file gets its name only when it is complete and on the disk.
  ///
  /// SQLite writes a new database: erased content is not in the backup either.
  ///
  /// - Parameters:
  ///   - holdsFiles: whether the bytes of files are in it. Without them their rows are there, and
  ///     say what there was.
  ///   - replaces: with false, fails where the name is taken.
  ///   - finish: takes the complete file, which then gets no name; nil gives it its name.
  public func backUp(
    to path: String, replaces: Bool, holdsFiles: Bool = true, now: UnixMilliseconds,
    finish: ((String) throws(StoreError) -> Void)? = nil
  ) throws(StoreError) {
    let backup = Backup(
      path: path, replaces: replaces, files: holdsFiles ? files : nil, now: now)
    try backup.run(of: pool, finish: finish)
  }

  /// The same for a home that is not opened for writing, as `reading` does.
  ///
  /// - Returns: false where the database has to be opened for writing first.
  public static func backUp(
    home path: String, to file: String, replaces: Bool, holdsFiles: Bool = true,
    now: UnixMilliseconds, finish: ((String) throws(StoreError) -> Void)? = nil
  ) throws(StoreError) -> Bool {
    guard let queue = try queueToRead(home: path) else { return false }
    defer { try? queue.close() }
    let files = holdsFiles ? FileFolder(try Home(existing: path)) : nil
    try Backup(path: file, replaces: replaces, files: files, now: now)
      .run(of: queue, finish: finish)
    return true
  }
}

/// A backup that is being written. Until it is complete it has a temporary name with the process's
/// number: it contains the bot's key, and an interrupted one must not stay for long.
public struct Backup: Sendable {
  let path: String
  let replaces: Bool
  /// The bytes that go along; nil: none.
  var files: FileFolder?
  let now: UnixMilliseconds

  /// - Parameters:
  ///   - home: the database of the home, which others may change meanwhile.
  ///   - finish: takes it once it is complete; nil gives it its name. It is gone afterwards.
  ///   - copied: called once the database is copied, before the bytes of files are.
  func run(
    of home: any DatabaseReader, finish: ((String) throws(StoreError) -> Void)? = nil,
    copied: () throws -> Void = {}
  ) throws(StoreError) {
    try file { () throws(StoreError) in
      let unfinished = Self.unfinishedPath(of: path)
      do {
        try home.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [unfinished]) }
        try copied()
        if let files { try BackedUpFiles(folder: files).add(to: unfinished, of: home) }
        try stamp(unfinished)
      } catch {
        throw StoreError(error)
      }
      if let finish {
        try finish(unfinished)
      } else {
        try Disk.publish(unfinished, as: path, replaces: replaces)
      }
    }
  }

  /// Writes another file in the same way: its name is there only when it is complete.
  ///
  /// - Parameter write: writes into the file with this path, which is there and empty.
  public static func writeFile(
    _ path: String, replaces: Bool, _ write: (String) throws(StoreError) -> Void
  ) throws(StoreError) {
    try Backup(path: path, replaces: replaces, now: UnixMilliseconds(0)).file {
      () throws(StoreError) in
      try write(unfinishedPath(of: path))
      try Disk.publish(unfinishedPath(of: path), as: path, replaces: replaces)
    }
  }

  private func file(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    if !replaces, HomeFiles.exists(path) { throw .fileExists(path: path) }
    Self.removeLeftOvers(of: path)
    let unfinished = Self.unfinishedPath(of: path)
    try Disk.createFile(unfinished)
    // Open and locked until SQLite is done with it: this tells it from an abandoned one.
    let lock = open(unfinished, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    if lock >= 0 { flock(lock, LOCK_EX | LOCK_NB) }
    defer {
      unlink(unfinished)
      if lock >= 0 { close(lock) }
    }
    try body()
  }

  private func stamp(_ file: String) throws {
    let queue = try DatabaseQueue(path: file)
    try queue.write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
        arguments: [MetaKey.backedUpAt.rawValue, String(now.rawValue).data])
    }
    try queue.close()
  }

  /// Deletes what this process has written of a backup, for a signal that ends the process.
  public static func abandon(_ path: String) {
    for suffix in ["", "-journal"] { unlink(unfinishedPath(of: path) + suffix) }
  }

  private static let mark = ".partial-"

  static func unfinishedPath(of path: String) -> String { "\(path)\(mark)\(getpid())" }

  /// Deletes the unfinished backups of this name that killed processes have left.
  public static func removeLeftOvers(of path: String) {
    let directory = Disk.directory(of: path)
    let prefix = (path.split(separator: "/").last.map(String.init) ?? path) + mark
    for name in Disk.names(in: directory) where name.hasPrefix(prefix) {
      let number = name.dropFirst(prefix.count)
      guard !number.isEmpty, number.allSatisfy(\.isNumber) else { continue }
      removeIfAbandoned(directory + "/" + name)
    }
  }

  private static func removeIfAbandoned(_ path: String) {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return }
    unlink(path)
    unlink(path + "-journal")
  }
}
