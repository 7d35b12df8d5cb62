public import GatewayCore
import Glibc

/// The bytes of files in a home: its folder `files`, where each has the number of its item as its
/// name, and `.part` behind it until all of it is there and on the disk.
public struct FileFolder: Hashable, Sendable {
  let home: String
  public let path: String

  public init(_ home: Home) {
    self.home = home.path
    path = home.path + "/files"
  }

  /// The folder of the home where files wait that the owner's programs have uploaded.
  public static let uploadsName = "uploads"

  /// Where a whole file is.
  public func path(of id: MessageID) -> String { "\(path)/\(id.rawValue)" }

  /// Where the derived copy of a whole file is; see `files { transform = … }`.
  public func derivedPath(of id: MessageID) -> String { path(of: id) + ".derived" }

  /// Whether the derived copy of a file can be read. Sealed files never have one.
  public func hasDerivedCopy(of id: MessageID) -> Bool { access(derivedPath(of: id), R_OK) == 0 }

  func partPath(of id: MessageID) -> String { path(of: id) + Self.partMark }

  private static let partMark = ".part"

  /// Creates the folder where it is missing, for its owner alone.
  public func make() throws(StoreError) {
    guard mkdir(path, 0o700) == 0 else {
      guard errno == EEXIST else { throw Home.openError(errno, path: path) }
      return
    }
    Disk.syncDirectory(home)
  }

  /// Removes what there is of a file.
  public func remove(_ id: MessageID) {
    unlink(path(of: id))
    unlink(partPath(of: id))
    unlink(derivedPath(of: id))
  }

  /// Removes a whole file, or the part of one.
  public func remove(_ id: MessageID, isPart: Bool) {
    unlink(isPart ? partPath(of: id) : path(of: id))
  }

  /// What the folder holds of files, whole ones and parts; other names are left out.
  public var contents: [(id: MessageID, isPart: Bool)] {
    Disk.names(in: path).compactMap { name in
      let isPart = name.hasSuffix(Self.partMark)
      let number = Int64(isPart ? name.dropLast(Self.partMark.count) : name[...])
      return number.map { (MessageID($0), isPart) }
    }
  }

  /// The bytes of a whole file; nil where there is none.
  public func size(of id: MessageID) -> UInt64? { Self.size(path(of: id)) }

  /// The bytes that there are of a file that is not whole; nil where there are none.
  public func partSize(of id: MessageID) -> UInt64? { Self.size(partPath(of: id)) }

  private static func size(_ path: String) -> UInt64? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return UInt64(clamping: status.st_size)
  }

  /// Whether so many bytes more leave so many free.
  func hasRoom(for bytes: Int, keeping free: Int64) -> Bool {
    Disk.hasRoom(for: bytes, keeping: free, in: path)
  }
}

extension Disk {
  /// Whether so many bytes more leave so many free on the file system of a folder.
  static func hasRoom(for bytes: Int, keeping free: Int64, in path: String) -> Bool {
    var status = statvfs()
    // Where the file system does not tell, a write does.
    guard statvfs(path, &status) == 0 else { return true }
    let unit = Int64(clamping: status.f_frsize)
    let (available, isHuge) = Int64(clamping: status.f_bavail).multipliedReportingOverflow(by: unit)
    return isHuge || available - Int64(bytes) >= free
  }
}
