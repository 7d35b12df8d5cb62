import Glibc
import GRDB

/// The disk space available to a home.
public struct HomeSpace: Hashable, Sendable {
  /// The whole file system.
  public var fileSystemBytes: Int64
  /// The free space for an unprivileged user.
  public var freeBytes: Int64
  /// The size of the database.
  public var storedBytes: Int64
  /// Free pages within the database, which are reused before it grows.
  public var reusableBytes: Int64

  public init(
    fileSystemBytes: Int64, freeBytes: Int64, storedBytes: Int64, reusableBytes: Int64
  ) {
    self.fileSystemBytes = fileSystemBytes
    self.freeBytes = freeBytes
    self.storedBytes = storedBytes
    self.reusableBytes = reusableBytes
  }
}

extension Store {
  /// Cheap: some 20 µs.
  public func space() throws(StoreError) -> HomeSpace {
    let (size, free) = try home.fileSystem()
    let (page, pages, unused) = try read { reader throws(StoreError) in
      (
        try reader.number("PRAGMA page_size"), try reader.number("PRAGMA page_count"),
        try reader.number("PRAGMA freelist_count")
      )
    }
    return HomeSpace(
      fileSystemBytes: size, freeBytes: free, storedBytes: (pages - unused) * page,
      reusableBytes: unused * page)
  }
}

extension StoreReader {
  func number(_ sql: String) throws(StoreError) -> Int64 {
    try row(sql) { $0[0] as Int64 } ?? 0
  }
}

extension Home {
  func fileSystem() throws(StoreError) -> (size: Int64, free: Int64) {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { throw Self.openError(errno, path: path) }
    let unit = Int64(clamping: status.f_frsize)
    func bytes(_ blocks: fsblkcnt_t) -> Int64 {
      let (product, overflow) = Int64(clamping: blocks).multipliedReportingOverflow(by: unit)
      return overflow ? .max : product
    }
    return (bytes(status.f_blocks), bytes(status.f_bavail))
  }
}

extension Home {
  /// Whether the file system of a home can be written, and has any room.
  public static func hasRoom(path: String) -> Bool {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return false }
    return status.f_bavail > 0 && status.f_flag & UInt(ST_RDONLY) == 0
  }
}
