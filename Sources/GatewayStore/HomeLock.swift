import Glibc
import Synchronization

/// The lock of a home: one process at a time holds it.
///
/// The system releases the lock when the process ends, in whichever way, so that no stale lock
/// needs clearing. The file holds the number and the machine's name of the process, for the message
/// to a second process; it is never deleted, since a third process might hold the deleted file's
/// lock.
public final class HomeLock: Sendable {
  /// The holder of a lock, as its file names it.
  public struct Holder: Hashable, Sendable {
    public var process: Int32
    /// The machine, where it is another one: on a shared file system, a process number has no
    /// meaning here.
    public var machine: String?

    public init(process: Int32, machine: String? = nil) {
      self.process = process
      self.machine = machine
    }
  }

  private let file: Mutex<Int32?>

  /// - Parameter patience: milliseconds to wait for another process to release it.
  public init(_ home: Home, patience: Int = 0) throws(StoreError) {
    let file = open(home.lockPath, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Home.openError(errno, path: home.lockPath) }
    var code = Self.lock(file, kind: LOCK_EX)
    var left = patience
    while code == EWOULDBLOCK, left > 0 {
      usleep(UInt32(Self.interval) * 1_000)
      left -= Self.interval
      code = Self.lock(file, kind: LOCK_EX)
    }
    guard code == 0 else {
      defer { close(file) }
      throw Self.error(code, path: home.path, holder: Self.readHolder(file))
    }
    Self.writeHolder(file)
    self.file = Mutex(file)
  }

  /// Milliseconds between two attempts.
  private static let interval = 20

  deinit { release() }

  /// Releases the lock; has no effect when it was released before.
  public func release() {
    file.withLock { file in
      if let open = file { close(open) }
      file = nil
    }
  }

  /// The error for a failed flock(2). The file names a holder even if the lock is free, since it is
  /// never deleted.
  static func error(_ code: Int32, path: String, holder: Holder?) -> StoreError {
    code == EWOULDBLOCK
      ? .homeInUse(path: path, holder) : .noLocks(path: path, reason: Home.reason(code))
  }

  /// The process of this machine that holds the lock of a home; nil where none does.
  public static func holder(ofHome path: String) -> Int32? {
    let file = open(path + "/lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard lock(file, kind: LOCK_SH) == EWOULDBLOCK, let holder = readHolder(file),
      holder.machine == nil
    else { return nil }
    return holder.process
  }

  /// - Returns: 0, or the error; `EWOULDBLOCK` where another process has the lock.
  private static func lock(_ file: Int32, kind: Int32) -> Int32 {
    while flock(file, kind | LOCK_NB) != 0 {
      if errno != EINTR { return errno }
    }
    return 0
  }

  private static func readHolder(_ file: Int32) -> Holder? {
    var bytes = [UInt8](repeating: 0, count: Self.textBytesMax)
    let count = pread(file, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let words = String(decoding: bytes[..<count], as: UTF8.self)
      .split(whereSeparator: \.isWhitespace)
    guard let process = words.first.flatMap({ Int32($0) }) else { return nil }
    let machine = words.count > 1 ? String(words[1]) : nil
    return Holder(process: process, machine: machine == thisMachine ? nil : machine)
  }

  private static func writeHolder(_ file: Int32) {
    // Only for the message to a person: the lock works without it, also on a full disk.
    let text = Array("\(getpid()) \(thisMachine ?? "")\n".utf8.prefix(textBytesMax))
    _ = ftruncate(file, 0)
    _ = pwrite(file, text, text.count, 0)
  }

  private static let textBytesMax = 128

  private static var thisMachine: String? {
    var bytes = [CChar](repeating: 0, count: 65)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return nil }
    let name = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
  }
}
