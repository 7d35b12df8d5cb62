import Glibc

/// The directory with the state of one bot, closed to everybody but its owner.
public struct Home: Hashable, Sendable {
  public let path: String

  var databasePath: String { path + "/state.sqlite" }
  /// SQLite's journal, part of the database while it is in use.
  var journalPath: String { databasePath + "-wal" }
  /// The database of a new home, until it is whole.
  var unfinishedPath: String { databasePath + ".new" }
  /// There from the moment at which the database is opened until it is closed.
  var inUsePath: String { path + "/in-use" }
  var lockPath: String { path + "/lock" }

  /// What was found open to others and has been closed: sentences for the log.
  public let repairs: [String]

  /// Makes the directory with mode 0700 where it is missing (its parent must be there), and takes
  /// the rights of group and others away where it was looser.
  public init(path: String) throws(StoreError) {
    self.path = path
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw .homeUnusable(path: path, reason: Self.reason(errno))
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .homeUnusable(path: path, reason: Self.reason(errno))
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .homeUnusable(path: path, reason: "it is not a directory")
    }
    guard status.st_uid == geteuid() else {
      throw .homeUnusable(path: path, reason: "it belongs to another user")
    }
    var repairs: [String] = []
    if status.st_mode & 0o077 != 0 {
      guard chmod(path, 0o700) == 0 else {
        throw .homeUnusable(path: path, reason: Self.reason(errno))
      }
      repairs.append("The home was open to other users; it is closed now.")
    }
    for suffix in ["", "-wal", "-shm"] {
      if try Self.closeToOthers(path + "/state.sqlite" + suffix) {
        repairs.append("state.sqlite\(suffix) was open to other users; it is closed now.")
      }
    }
    self.repairs = repairs
  }

  /// Whether the home has no database yet.
  ///
  /// - Throws: `.incomplete` where it has one that is not whole.
  public func isNew() throws(StoreError) -> Bool { try HomeFiles(home: self).isNew() }

  /// What a crash may have left of a home that was being made.
  func removeUnfinished() {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(unfinishedPath + suffix) }
  }

  private static func closeToOthers(_ path: String) throws(StoreError) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAStore(path: path) }
    guard status.st_mode & 0o077 != 0 else { return false }
    guard chmod(path, 0o600) == 0 else { throw .permissionDenied }
    return true
  }

  static func openError(_ code: Int32, path: String) -> StoreError {
    switch code {
    case EACCES, EPERM: .permissionDenied
    case EROFS: .readOnly
    case ENOSPC, EDQUOT: .full
    default: .inputOutput("\(path): \(reason(code))")
    }
  }

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
