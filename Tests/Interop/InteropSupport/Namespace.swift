public import Foundation
import Synchronization
import Glibc

/// A private network with nothing but loopback, and the processes in it.
///
/// A holder process is the first of a new network and process namespace and reads a pipe from us.
/// When the pipe closes (`close()`, `deinit`, or the death of the tests, even by SIGKILL) the
/// holder ends, and with the first process of a process namespace the kernel kills all others:
/// nothing is left over.
public final class Namespace: Sendable {
  private let holder: ChildProcess
  private let innermost: pid_t
  /// Those of `nsenter` that are stopped: they would outlive the namespace, and hold its pipes.
  private let stopped = Mutex<Set<pid_t>>([])
  /// Holds config files, homes and save files; removed at the end.
  public let directory: URL

  public init() async throws {
    directory = FileManager.default.temporaryDirectory
      .appending(component: "postern-interop-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let said = RecordLog()
    let user = geteuid() == 0 ? [] : ["--map-root-user"]
    let script = #"ip link set lo up && echo '{"event":"up"}' && exec cat"#
    // With a /proc of its own: libdispatch looks its threads up there, by their numbers inside, and
    // traps where there is none of that number.
    let apart = ["--net", "--pid", "--mount-proc", "--fork", "--kill-child"]
    holder = try ChildProcess(["unshare"] + user + apart + ["sh", "-c", script]) {
      said.append(line: $0)
    }
    _ = try await said.next("a network namespace") { $0.event == "up" }
    guard let first = ProcessTree.onlyChild(of: holder.processIdentifier) else {
      throw HarnessError("the namespace has no first process")
    }
    innermost = first
  }

  /// The command that runs `arguments` inside, and that takes them along when it is killed.
  private func entering(_ arguments: [String]) -> [String] {
    let user = geteuid() == 0 ? [] : ["--user", "--preserve-credentials"]
    return ["nsenter", "--target", "\(innermost)"] + user + ["--net", "--pid", "--mount", "--"]
      + ["setpriv", "--pdeathsig", "KILL", "--"] + arguments
  }

  /// - Parameter errors: the file that standard error is appended to.
  public func start(
    _ arguments: [String], environment: [String: String] = [:], errors: URL? = nil,
    onLine: @escaping @Sendable (String) -> Void
  ) throws -> NamespaceProcess {
    NamespaceProcess(
      outer: try ChildProcess(
        entering(arguments), environment: environment, errors: errors?.path(), onLine: onLine),
      namespace: self)
  }

  /// Runs a command to its end and returns its standard output; throws when it fails.
  @discardableResult
  public func run(
    _ arguments: [String], environment: [String: String] = [:],
    within limit: Duration = .patience
  ) async throws -> [String] {
    let output = LineCollector()
    let process = try start(arguments, environment: environment) { output.append($0) }
    process.closeInput()
    let status = try await process.waitForExit(within: limit)
    guard status == 0 else {
      throw HarnessError("\(arguments.joined(separator: " ")): exit \(status) \(output.lines)")
    }
    return output.lines
  }

  func noteStopped(_ process: pid_t) { stopped.withLock { _ = $0.insert(process) } }

  func noteContinued(_ process: pid_t) { stopped.withLock { _ = $0.remove(process) } }

  /// Ends every process inside.
  public func close() {
    holder.closeInput()
    stopped.withLock { stopped in
      for process in stopped { _ = kill(process, SIGKILL) }
      stopped = []
    }
  }

  deinit {
    close()
    try? FileManager.default.removeItem(at: directory)
  }
}

extension Namespace {
  /// Loopback carries segments as small as a real network's from now on.
  ///
  /// A proxy sends on what it reads in segments of up to 64 KiB, and a relay of c-toxcore's can be
  /// stuck behind one: it takes a frame from the system only when all of it has come, and its end
  /// may find no room behind the rest of the segment.
  public func sendSmallSegments() async throws {
    try await run(["ip", "link", "set", "lo", "mtu", "1500", "gso_max_segs", "1"])
  }
}
