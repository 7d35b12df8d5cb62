import Glibc
import Synchronization

/// The right to run on a home: one process at a time holds it.
///
/// The system gives the lock back when the process ends, however it ends, so that no stale lock
/// needs clearing. The file holds the process's number and
/// its machine's name for the message to a second one; it is never
/// deleted, since a third process might hold the deleted file's lock.
public final class HomeLock: Sendable {
  /// Who holds a lock, as its file tells.
  public struct Holder: Hashable, Sendable {
    public var process: Int32
    /// The machine, where it is another one: on a file system that several share, a number means
    /// nothing here.
    public var machine: String?

    public init(process: Int32, machine: String? = nil) {
      self.process = process
      self.machine = machine
    }
  }

  private let file: Mutex<Int32?>

  public init(_ home: Home) throws(StoreError) {
    let file = open(home.lockPath, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Home.openError(errno, path: home.lockPath) }
    let code = Self.lock(file, LOCK_EX)
    guard code == 0 else {
      defer { close(file) }
      throw Self.error(code, path: home.path, Self.readHolder(file))
    }
    Self.writeHolder(file)
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

  /// What it means that flock(2) failed: the file names somebody in any case, since it is never
  /// deleted.
  static func error(_ code: Int32, path: String, _ holder: Holder?) -> StoreError {
    code == EWOULDBLOCK
      ? .homeInUse(path: path, holder) : .noLocks(path: path, reason: Home.reason(code))
  }

  /// The process of this machine that holds the lock of a home; nil where none does.
  public static func holder(ofHome path: String) -> Int32? {
    let file = open(path + "/lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard lock(file, LOCK_SH) == EWOULDBLOCK, let holder = readHolder(file),
      holder.machine == nil
    else { return nil }
    return holder.process
  }

  /// - Returns: 0, or the error; `EWOULDBLOCK` where another process has the lock.
  private static func lock(_ file: Int32, _ kind: Int32) -> Int32 {
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
    // A message to a person only: the lock holds without it, on a full disk as well.
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
