public import GatewayCore
import Glibc

/// A file of which the home has all bytes, or another one of the machine, to be read.
public final class WholeFile: @unchecked Sendable {
  private let descriptor: Int32
  private let path: String
  public let size: UInt64

  public convenience init(_ id: MessageID, in folder: FileFolder) throws(StoreError) {
    try self.init(path: folder.path(of: id))
  }

  /// - Throws: where it is no regular file.
  public init(path: String) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Home.openError(errno, path: path) }
    var status = stat()
    let isRead = fstat(descriptor, &status) == 0
    size = isRead ? UInt64(clamping: status.st_size) : 0
    guard isRead, status.st_mode & S_IFMT == S_IFREG else {
      throw .inputOutput("\(path): it is no file")
    }
  }

  deinit { close(descriptor) }

  /// - Returns: fewer bytes at the end only.
  public func read(at position: UInt64, count: Int) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled,
          off_t(clamping: position) + filled)
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw Home.openError(errno, path: path) }
      guard read > 0 else { break }
      filled += read
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// SHA-256 of it.
  ///
  /// - Parameter isCancelled: asked now and then; a cancelled reading returns nil.
  public func digest(
    isCancelled: () -> Bool = { false }
  ) throws(StoreError) -> [UInt8]? {
    var digest = FileDigest()
    var position: UInt64 = 0
    while true {
      if isCancelled() { return nil }
      let bytes = try read(at: position, count: Self.chunkSize)
      if bytes.isEmpty { return digest.value }
      bytes.withUnsafeBytes { digest.add($0) }
      position += UInt64(bytes.count)
    }
  }

  static let chunkSize = 128 << 10
}
