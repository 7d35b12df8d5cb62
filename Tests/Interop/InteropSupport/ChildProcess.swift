public import Glibc
import Foundation
import Synchronization

/// A child with a pipe to its standard input and one from its standard output, read line by line.
///
/// Foundation's `Process` is not used: its pipes may be inherited by a child that another test
/// starts at the same moment, and then an end of file never comes.
public final class ChildProcess: Sendable {
  public let processIdentifier: pid_t
  private let input: Mutex<Int32?>
  private let exitStatus = Mutex<Int32?>(nil)

  /// Spawning is serialised so that no pipe is inherited before it is marked close-on-exec.
  private static let spawning = Mutex<Void>(())

  /// - Parameters:
  ///   - arguments: the command, looked up in PATH, and its arguments.
  ///   - environment: what is added to this process's environment.
  ///   - errors: the file that standard error goes to; nil leaves it where ours goes.
  ///   - onLine: called on a thread of its own with each line of standard output.
  public init(
    _ arguments: [String], environment: [String: String] = [:], errors: String? = nil,
    onLine: @escaping @Sendable (String) -> Void
  ) throws {
    let (child, write, read) = try Self.spawning.withLock { _ in
      try Self.spawn(arguments, environment: environment, errors: errors)
    }
    processIdentifier = child
    input = Mutex(write)
    let thread = Thread { [self] in
      Self.readLines(from: read, onLine)
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0 && errno == EINTR {}
      let seen = status
      exitStatus.withLock { $0 = seen }
    }
    thread.start()
  }

  /// Writes a line to the child's standard input; a child that is gone swallows it.
  public func write(line: String) {
    let bytes = Array((line + "\n").utf8)
    input.withLock { descriptor in
      guard let descriptor else { return }
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes {
          Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        if count <= 0 { return }
        sent += count
      }
    }
  }

  public func closeInput() {
    input.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  public var hasExited: Bool { exitStatus.withLock { $0 != nil } }

  /// The exit code, or 128 and the signal's number, once the child is gone.
  public func waitForExit(within limit: Duration = .patience) async throws -> Int32 {
    try await eventually("process \(processIdentifier) ends", within: limit) {
      self.exitStatus.withLock { $0 }.map(Self.exitCode)
    }
  }

  private static func exitCode(_ status: Int32) -> Int32 {
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  deinit {
    if let open = input.withLock({ $0 }) { close(open) }
  }
}

extension ChildProcess {
  private static func closeOnExecPipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw HarnessError("pipe: \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ arguments: [String], environment: [String: String], errors: String?
  ) throws -> (child: pid_t, write: Int32, read: Int32) {
    // A write to a child that has died must be an error, not the end of the tests.
    _ = Glibc.signal(SIGPIPE, SIG_IGN)
    let toChild = try closeOnExecPipe()
    let fromChild = try closeOnExecPipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild.read, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, fromChild.write, STDOUT_FILENO)
    if let errors {
      let flags = O_WRONLY | O_CREAT | O_APPEND
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, flags, 0o600)
    }
    let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var pointers = arguments.map { strdup($0) } + [nil]
    var variables = merged.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in pointers + variables { free(pointer) } }
    var child: pid_t = 0
    let failure = posix_spawnp(&child, arguments[0], &actions, nil, &pointers, &variables)
    close(toChild.read)
    close(fromChild.write)
    guard failure == 0 else {
      close(toChild.write)
      close(fromChild.read)
      throw HarnessError("cannot start \(arguments[0]): errno \(failure)")
    }
    return (child, toChild.write, fromChild.read)
  }

  private static func readLines(from descriptor: Int32, _ onLine: (String) -> Void) {
    defer { close(descriptor) }
    var pending: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      pending.append(contentsOf: chunk[..<count])
      while let newline = pending.firstIndex(of: 0x0A) {
        onLine(String(decoding: pending[..<newline], as: UTF8.self))
        pending.removeFirst(newline + 1)
      }
    }
  }
}
