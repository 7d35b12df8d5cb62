public import GatewayCore
import Glibc

/// The home's folder `uploads`: files that the owner's programs have uploaded, until they are sent,
/// for a day. Each has an id of letters and digits for a name, and `.part` behind that while it
/// comes.
public struct UploadFolder: Sendable {
  let path: String

  /// Of one upload: 1 GB.
  public static let fileBytesMax: UInt64 = 1_000_000_000
  /// Of all that are there: 4 GB.
  public static let bytesMax: UInt64 = 4_000_000_000
  /// Seconds after which one is removed.
  public static let lifetime: Int64 = 86_400

  private static let partMark = ".part"

  public init(_ home: Home) { path = home.path + "/" + FileFolder.uploadsName }

  /// Where a whole upload is; nil for what is no id.
  func path(of id: String) -> String? {
    let isID = (1...64).contains(id.utf8.count) && id.utf8.allSatisfy(\.isAlphanumeric)
    return isID ? "\(path)/\(id)" : nil
  }

  func partPath(of name: String) -> String { "\(path)/\(name)\(Self.partMark)" }

  /// Creates the folder where it is missing, for its owner alone.
  func make() throws(StoreError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw Home.openError(errno, path: path)
    }
  }

  /// The bytes of everything in it.
  var bytes: UInt64 {
    Disk.names(in: path).reduce(0) { $0 + (bytes(at: "\(path)/\($1)") ?? 0) }
  }

  /// The bytes of a whole upload; nil where there is none.
  func size(of id: String) -> UInt64? { path(of: id).flatMap(bytes(at:)) }

  /// The absolute path of a whole upload; nil where there is none.
  public func absolutePath(of id: String) -> String? {
    guard size(of: id) != nil, let path = path(of: id), let absolute = realpath(path, nil) else {
      return nil
    }
    defer { free(absolute) }
    return String(cString: absolute)
  }

  private func bytes(at path: String) -> UInt64? {
    status(path).map { UInt64(clamping: $0.st_size) }
  }

  private func status(_ path: String) -> stat? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return status
  }

  /// Removes everything in it.
  ///
  /// - Parameter isMeant: whether a file is meant, by its path.
  public func removeAll(where isMeant: (String) -> Bool = { _ in true }) {
    for name in Disk.names(in: path) where isMeant("\(path)/\(name)") {
      unlink("\(path)/\(name)")
    }
  }

  /// Removes uploads that are too old.
  ///
  /// - Parameter removesParts: also those that are not whole: no program sends them any more.
  public func removeOld(now: UnixMilliseconds, removesParts: Bool) {
    for name in Disk.names(in: path) {
      let file = "\(path)/\(name)"
      if name.hasSuffix(Self.partMark) {
        if removesParts { unlink(file) }
      } else if let status = status(file),
        Int64(status.st_mtim.tv_sec) + Self.lifetime <= now.rawValue / 1_000
      {
        unlink(file)
      }
    }
  }
}

extension UInt8 {
  fileprivate var isAlphanumeric: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    default: false
    }
  }
}
