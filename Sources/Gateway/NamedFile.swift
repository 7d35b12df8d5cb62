import Glibc

/// A file that a user names: a bot, a script, a text, a passphrase, a secret. A failure to read one
/// has a reason.
public enum NamedFile {
  /// Why a file could not be read: a clause that follows the file's name and a colon.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }

    /// - Parameter errno: the error number of the system.
    init(errno: Int32) {
      description =
        switch errno {
        case ENOENT: "there is no such file"
        case ENOTDIR: "a part of the path before it is a file, not a directory"
        case EISDIR: "it is a directory, not a file"
        case EACCES, EPERM: "this user has no permission to read it"
        case ELOOP: "its links lead in a circle"
        default: "it can't be read: \(String(cString: strerror(errno)))"
        }
    }
  }

  /// The default limit of what is read: 1 MiB.
  public static let sizeMax = 1_048_576

  /// - Throws: `Fault` where the file can't be read.
  public static func check(_ path: String) throws(Fault) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Fault(errno: errno) }
    defer { close(descriptor) }
    var none: UInt8 = 0
    guard read(descriptor, &none, 0) == 0 else { throw Fault(errno: errno) }
  }

  /// - Parameter onlyRegular: whether to refuse a device, and a pipe, which may have no writer.
  /// - Throws: `Fault`, also where there is more than `sizeMax`: a device may have no end.
  public static func bytes(
    _ path: String, sizeMax: Int = sizeMax, onlyRegular: Bool = false
  ) throws(Fault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (onlyRegular ? O_NONBLOCK : 0))
    guard descriptor >= 0 else { throw Fault(errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    if onlyRegular, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFREG,
      status.st_mode & S_IFMT != S_IFDIR
    {
      throw Fault("it is a pipe or a device, not a file")
    }
    return try bytes(of: descriptor, sizeMax: sizeMax)
  }

  /// The same for an open descriptor.
  public static func bytes(
    of descriptor: Int32, sizeMax: Int = sizeMax
  ) throws(Fault) -> [UInt8] {
    var all: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &part, part.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Fault(errno: errno) }
      guard count > 0 else { return all }
      all += part[..<count]
      guard all.count <= sizeMax else { throw Fault("it is larger than \(size(sizeMax))") }
    }
  }

  /// The text of a file, without the byte order mark that some editors put before UTF-8.
  ///
  /// - Throws: `Fault`, which names the line that is no UTF-8.
  public static func text(
    _ path: String, sizeMax: Int = sizeMax, onlyRegular: Bool = false
  ) throws(Fault) -> String {
    try text(of: try bytes(path, sizeMax: sizeMax, onlyRegular: onlyRegular))
  }

  /// - Throws: `Fault`, which names the line that is no UTF-8.
  public static func text(of bytes: [UInt8]) throws(Fault) -> String {
    if let text = String(validating: withoutMark(bytes), as: UTF8.self) { return text }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Fault("it is UTF-16 text: save it as UTF-8")
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw Fault("it is not UTF-8 text (line \(line + 1)): save it as UTF-8")
  }

  /// The bytes without the byte order mark that some editors put before UTF-8.
  public static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
  }

  private static func size(_ bytes: Int) -> String {
    bytes.isMultiple(of: 1_048_576)
      ? "\(bytes / 1_048_576) MiB"
      : bytes.isMultiple(of: 1_024) ? "\(bytes / 1_024) KiB" : "\(bytes) bytes"
  }
}

extension Failure {
  /// A file of the owner that could not be read.
  public init(_ path: String, fault: NamedFile.Fault, kind: Kind = .data) {
    self.init("\(path): \(fault).", kind)
  }
}
