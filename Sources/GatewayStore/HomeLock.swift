import Glibc
import Synchronization

/// The right to run on a home: one process at a time holds it.
///
/// The system gives the lock back when the process ends, however it ends, so that no stale lock
/// needs clearing. The file holds the process's number for the message to a second one; it is never
/// deleted, since a third process might hold the deleted file's lock.
public final class HomeLock: Sendable {
  private let file: Mutex<Int32?>

  public init(_ home: Home) throws(StoreError) {
    let file = open(home.lockPath, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Home.openError(errno, path: home.lockPath) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let process = Self.readProcess(file)
      close(file)
      throw .homeInUse(path: home.path, process: process)
    }
    Self.writeProcess(file)
    self.file = Mutex(file)
  }

  deinit { release() }

  /// Gives the lock back; harmless when it was given back before.
  public func release() {
    file.withLock { file in
      if let open = file { close(open) }
      file = nil
    }
  }

  /// The process that holds the lock of a home; nil where none does.
  public static func holder(ofHome path: String) -> Int32? {
    let file = open(path + "/lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard flock(file, LOCK_SH | LOCK_NB) != 0 else { return nil }
    return readProcess(file)
  }

  private static func readProcess(_ file: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(file, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes[..<count], as: UTF8.self).prefix { $0.isNumber })
  }

  private static func writeProcess(_ file: Int32) {
    // A message to a person only: the lock holds without it, on a full disk as well.
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(file, 0)
    _ = pwrite(file, text, text.count, 0)
  }
}
