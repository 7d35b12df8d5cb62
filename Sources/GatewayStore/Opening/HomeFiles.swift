import Glibc

/// The state of a home's files, read before SQLite opens one of them.
///
/// A closed database is one file in rollback mode (`DatabaseClosing`), and a new one gets its name
/// only when it is complete (`DatabaseCreation`). So a database in WAL mode without its journal is
/// a copy that was made while the original was in use, and an empty one is not a home whose
/// creation was interrupted.
struct HomeFiles {
  let home: Home

  /// The first schema version that closes its database into one file.
  private static let firstVersionClosedWhole = 5

  /// Whether the home has no database yet.
  ///
  /// - Throws: `.incomplete` where the files can't be a complete database.
  func isNew() throws(StoreError) -> Bool {
    guard Self.exists(home.databasePath) else {
      let traces = [home.journalPath, home.inUsePath, Reserve.path(in: home)]
      if traces.contains(where: Self.exists) {
        throw .incomplete(path: home.databasePath, .databaseMissing)
      }
      return true
    }
    try Self.requireWhole(
      home.databasePath, hasJournal: Self.exists(home.journalPath) || Self.exists(home.inUsePath))
    try Self.requireOwnJournal(
      home.databasePath, changesMin: Self.changesWhenOpened(home.inUsePath))
    return false
  }

  /// Refuses a database next to the journal of another one, as a restored copy would be: SQLite
  /// would write the journal's pages into it.
  ///
  /// A database in rollback mode has no such journal. One in WAL mode counts its changes from the
  /// value that it had when it was opened; an earlier copy has a lower count.
  ///
  /// - Parameter changesMin: the database's change count when its journal was begun.
  static func requireOwnJournal(_ path: String, changesMin: Int = 0) throws(StoreError) {
    // A bot may start or stop meanwhile: the journal may exist only between two reads of the file.
    for _ in 0..<2 {
      let header = try DatabaseHeader(of: path)
      guard !header.isInWALMode || header.changeCount < changesMin, isFilled(path + "-wal") else {
        return
      }
    }
    throw .incomplete(path: path, .journalOfAnother)
  }

  private static func isFilled(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_size > 0
  }

  /// - Parameter hasJournal: whether the journal, with commits that are not in the file yet, is
  ///   there.
  static func requireWhole(_ path: String, hasJournal: Bool) throws(StoreError) {
    let header = try DatabaseHeader(of: path)
    if header.isEmpty { throw .incomplete(path: path, .empty) }
    guard header.isInWALMode, !hasJournal else { return }
    // An older version wrote the journal first; a single page contains no table.
    let isUnfilled = header.applicationID == 0 && header.pageCount <= 1
    let isClosedWhole =
      header.applicationID == Migration.applicationID && header.version >= firstVersionClosedWhole
    if isUnfilled || isClosedWhole { throw .incomplete(path: path, .journalMissing) }
  }

  /// Marks the home as opened: until it is closed, state may be in the journal alone.
  ///
  /// The mark is on the disk before SQLite writes the journal: a power cut between the two must not
  /// look like a copy without its journal. Where the disk refuses the mark, the home is usable all
  /// the same.
  func markInUse() {
    let file = open(home.inUsePath, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    if let header = try? DatabaseHeader(of: home.databasePath) {
      let digits = String(header.changeCount)
      // Of fixed length, so that a crash leaves no digits of an older number behind a newer one.
      let text = Array((String(repeating: "0", count: 10 - digits.count) + digits + "\n").utf8)
      _ = pwrite(file, text, text.count, 0)
      fsync(file)
    }
    Disk.syncDirectory(home.path)
  }

  /// The number that `markInUse` stored; 0 where an older version or a full disk stored none.
  static func changesWhenOpened(_ inUsePath: String) -> Int {
    let file = open(inUsePath, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 11)
    guard pread(file, &bytes, bytes.count, 0) == bytes.count, bytes.last == UInt8(ascii: "\n")
    else { return 0 }
    return Int(String(decoding: bytes.dropLast(), as: UTF8.self)) ?? 0
  }

  func markClosed() { unlink(home.inUsePath) }

  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }
}

/// The first 100 bytes of a database file, in SQLite's file format.
struct DatabaseHeader {
  private(set) var isEmpty = false
  private(set) var isInWALMode = false
  /// The database's change count; in WAL mode it has increased since the database was opened.
  private(set) var changeCount = 0
  private(set) var pageCount = 0
  private(set) var version = 0
  private(set) var applicationID = 0

  private static let size = 100
  private static let magic = Array("SQLite format 3\0".utf8)

  /// - Throws: where the file can't be read. For a file that is no database all fields are zero.
  init(of path: String) throws(StoreError) {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { throw Home.openError(errno, path: path) }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: Self.size)
    let count = pread(file, &bytes, Self.size, 0)
    guard count >= 0 else { throw Home.openError(errno, path: path) }
    isEmpty = count == 0
    guard count == Self.size, bytes.starts(with: Self.magic) else { return }
    isInWALMode = bytes[18] == 2
    changeCount = Self.number(bytes[24..<28])
    pageCount = Self.number(bytes[28..<32])
    version = Self.number(bytes[60..<64])
    applicationID = Self.number(bytes[68..<72])
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}
