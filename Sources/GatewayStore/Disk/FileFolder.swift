public import GatewayCore
import Glibc

/// The bytes of files in a home: its folder `files`, where each has the number of its item as its
/// name, and the ending of its form behind that.
public struct FileFolder: Hashable, Sendable {
  let home: String
  public let path: String

  public init(_ home: Home) {
    self.home = home.path
    path = home.path + "/files"
  }

  /// The folder of the home where files wait that the owner's programs have uploaded.
  public static let uploadsName = "uploads"

  /// What there may be of a file, by the ending of its name.
  public enum Form: String, Sendable, CaseIterable {
    case whole = ""
    /// Until all of it is there and on the disk.
    case part = ".part"
    /// The copy that a program made of it; see `files { transform = … }`.
    case derived = ".derived"
    case derivedPart = ".derived.part"
  }

  private func path(of id: MessageID, _ form: Form) -> String {
    "\(path)/\(id.rawValue)\(form.rawValue)"
  }

  /// Where a whole file is.
  public func path(of id: MessageID) -> String { path(of: id, .whole) }

  /// Where the derived copy of a whole file is.
  public func derivedPath(of id: MessageID) -> String { path(of: id, .derived) }

  /// Where that copy is while it is made.
  public func derivedPartPath(of id: MessageID) -> String { path(of: id, .derivedPart) }

  /// Whether the derived copy of a file can be read. Sealed files never have one.
  public func hasDerivedCopy(of id: MessageID) -> Bool { access(derivedPath(of: id), R_OK) == 0 }

  func partPath(of id: MessageID) -> String { path(of: id, .part) }

  /// Creates the folder where it is missing, for its owner alone.
  public func make() throws(StoreError) {
    guard mkdir(path, 0o700) == 0 else {
      guard errno == EEXIST else { throw Home.openError(errno, path: path) }
      return
    }
    Disk.syncDirectory(home)
  }

  /// Removes what there is of a file: the original before its copy, whose maker looks for it.
  public func remove(_ id: MessageID) {
    for form in Form.allCases { remove(id, form) }
  }

  public func remove(_ id: MessageID, _ form: Form) { unlink(path(of: id, form)) }

  /// Has the part of a file, which is complete, take the place of the whole one. The copy that was
  /// derived from that goes.
  func renamePart(of id: MessageID) throws(StoreError) {
    let part = partPath(of: id)
    guard rename(part, path(of: id)) == 0 else { throw Home.openError(errno, path: part) }
    remove(id, .derived)
    remove(id, .derivedPart)
  }

  /// Removes a derived copy that has its name now, where the original was removed or sealed since
  /// it was opened: that removed an earlier copy at most.
  ///
  /// - Parameter original: a descriptor of what it was made of.
  /// - Returns: whether it stays.
  public func keepsDerivedCopy(of id: MessageID, from original: Int32) -> Bool {
    var (opened, named) = (stat(), stat())
    let isSame =
      fstat(original, &opened) == 0 && lstat(path(of: id), &named) == 0
      && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    if !isSame { remove(id, .derived) }
    return isSame
  }

  /// What the folder holds of files; other names are left out.
  public var contents: [(id: MessageID, form: Form)] {
    Disk.names(in: path).compactMap { name in
      let number = name.prefix { $0 != "." }
      guard let id = Int64(number), let form = Form(rawValue: String(name.dropFirst(number.count)))
      else { return nil }
      return (MessageID(id), form)
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
