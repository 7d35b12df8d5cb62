import Glibc

/// The directory with the state of one bot, accessible only to its owner.
public struct Home: Hashable, Sendable {
  public let path: String

  var databasePath: String { path + "/state.sqlite" }
  /// SQLite's journal, part of the database while it is in use.
  var journalPath: String { databasePath + "-wal" }
  /// The database of a new home, until it is complete.
  var unfinishedPath: String { databasePath + ".new" }
  /// Exists while the database is open.
  var inUsePath: String { path + "/in-use" }
  var lockPath: String { path + "/lock" }

  private static let names: Set = [
    "state.sqlite", "in-use", "lock", "reserve", "files", FileFolder.uploadsName,
  ]

  /// Whether a home has, or may have, a file or a folder with this name.
  public static func usesName(_ name: String) -> Bool {
    names.contains(name) || name.hasPrefix("state.sqlite")
  }

  /// Permissions that were too open and have been fixed: sentences for the log.
  public private(set) var repairs: [String]

  /// Creates the directory with mode 0700 where it is missing (its parent must exist), and removes
  /// the permissions of group and others where there were any.
  public init(path: String) throws(StoreError) {
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw .homeUnusable(path: path, reason: Self.reason(errno))
    }
    try self.init(existing: path)
    let mode = try Self.mode(of: path)
    var repairs: [String] = []
    if mode & 0o077 != 0 {
      guard mode & S_ISVTX == 0 else {
        throw .homeUnusable(
          path: path, reason: "it is a directory for all users; name one below it")
      }
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

  /// An existing directory, left unchanged.
  init(existing path: String) throws(StoreError) {
    self.path = path
    repairs = []
    _ = try Self.mode(of: path)
  }

  /// - Throws: `.homeUnusable` where it is not a directory owned by this user.
  private static func mode(of path: String) throws(StoreError) -> mode_t {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .homeUnusable(path: path, reason: reason(errno))
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .homeUnusable(path: path, reason: "it is not a directory")
    }
    guard status.st_uid == geteuid() else {
      let known = getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) }
      let owner = known ?? "\(status.st_uid)"
      throw .homeUnusable(
        path: path, reason: "it belongs to the user \(owner), and only that user may use it")
    }
    return status.st_mode
  }

  /// Creates the parent directories of a home, with mode 0700.
  public static func makeParent(of path: String) throws(StoreError) {
    let parent = Disk.directory(of: path)
    var end = parent.startIndex
    while end < parent.endIndex {
      end = parent[parent.index(after: end)...].firstIndex(of: "/") ?? parent.endIndex
      let directory = String(parent[..<end])
      let code = mkdir(directory, 0o700) == 0 ? 0 : errno
      guard code == 0 || code == EEXIST || HomeFiles.exists(directory) else {
        throw .homeUnusable(path: path, reason: "\(directory): \(reason(code))")
      }
    }
  }

  /// Whether the home has no database yet.
  ///
  /// - Throws: `.incomplete` where it has one that is not complete.
  public func isNew() throws(StoreError) -> Bool { try HomeFiles(home: self).isNew() }

  /// Deletes what a crash may have left of a home that was being created.
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
