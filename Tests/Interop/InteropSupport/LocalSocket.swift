import Glibc

/// A connection to a socket of the file system, which lies in no network namespace. It blocks.
public final class LocalSocket: Sendable {
  private let descriptor: Int32

  /// - Throws: where nothing listens.
  public init(path: String) throws {
    descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { bytes in
      bytes.copyBytes(from: path.utf8.prefix(bytes.count - 1))
    }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else { throw HarnessError("nothing listens at \(path)") }
  }

  deinit { close(descriptor) }

  /// - Returns: whether it was taken.
  public func send(_ text: String) -> Bool {
    Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count
  }

  /// What has come, once something has; nil at the end.
  public func read() -> [UInt8]? {
    var part = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &part, part.count, 0)
    return count > 0 ? Array(part[..<count]) : nil
  }
}
