import Foundation
import Gateway
import GatewayCore

/// A file that a command writes for its owner: never one that exists, and never half a file after
/// an error.
final class NewFile {
  private let path: String
  private let descriptor: Int32

  /// - Parameter mode: by default for the owner alone.
  /// - Throws: `Failure` with the reason, also where the file exists.
  init(_ path: String, mode: mode_t = 0o600) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
  }

  /// - Returns: nil where there is one of this path.
  init?(ifMissing path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      guard errno != EEXIST else { return nil }
      throw Self.failure(path, errno)
    }
  }

  deinit { close(descriptor) }

  /// Writes a whole file for its owner alone; it must not exist.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try NewFile(path)
    try file.write(bytes)
    try file.finish()
  }

  /// Takes the file away again.
  func discard() { unlink(path) }

  /// Takes the file away again where it can't be written.
  ///
  /// - Throws: `Failure` with the reason.
  func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        try giveUp(errno)
      }
    }
  }

  /// Returns once all is on the disk.
  ///
  /// - Throws: `Failure` with the reason.
  func finish() throws {
    // A pipe, or a device, can't be synced and needs none.
    if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { try giveUp(errno) }
  }

  private func giveUp(_ reason: Int32) throws {
    unlink(path)
    throw Self.failure(path, reason)
  }

  static func failure(_ path: String, _ reason: Int32) -> Failure {
    Failure("\(path) was not written: \(String(cString: strerror(reason))).", .cannotCreate)
  }
}
