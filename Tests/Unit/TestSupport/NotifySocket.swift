import Foundation
import Glibc

/// The socket of a service manager: a name that is no file.
public final class NotifySocket {
  public let name: String
  private let descriptor: Int32

  public init() throws {
    name = "@postern-\(UUID().uuidString)"
    descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = [0] + Array(name.utf8.dropFirst())
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let size = socklen_t(2 + bytes.count)
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    guard status == 0 else { throw CocoaError(.fileReadUnknown) }
  }

  deinit { close(descriptor) }

  /// The next message; nil where none comes.
  public func next(milliseconds: Int32 = 60_000) -> String? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// The same without holding a thread that the sender may need.
  public func message(within limit: Duration = .seconds(60)) async throws -> String? {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      if let message = next(milliseconds: 0) { return message }
      try await Task.sleep(for: .milliseconds(1))
    }
    return nil
  }

  public func drain() { while next(milliseconds: 0) != nil {} }
}
