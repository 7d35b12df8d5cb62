public import Glibc
import Synchronization

/// A process inside a `Namespace`. `nsenter` stands before it: signals go past that to the process
/// itself.
public struct NamespaceProcess: Sendable {
  let outer: ChildProcess
  /// Kept alive: the process lives no longer than its namespace.
  let namespace: Namespace

  public func write(line: String) { outer.write(line: line) }
  public func closeInput() { outer.closeInput() }
  public var hasExited: Bool { outer.hasExited }

  /// As this machine numbers it (inside the namespace it has another number).
  public var processIdentifier: pid_t? { ProcessTree.onlyChild(of: outer.processIdentifier) }

  /// A process that is stopped stops its `nsenter` too, which has to be continued to see its end.
  public func signal(_ number: Int32) {
    guard let inner = processIdentifier else { return }
    if number == SIGSTOP { namespace.noteStopped(outer.processIdentifier) }
    _ = kill(inner, number)
    guard [SIGCONT, SIGKILL].contains(number) else { return }
    _ = kill(outer.processIdentifier, SIGCONT)
    namespace.noteContinued(outer.processIdentifier)
  }

  public func waitForExit(within limit: Duration = .patience) async throws -> Int32 {
    try await outer.waitForExit(within: limit)
  }

  /// `kill -9`, and the wait until it is gone.
  public func killAndWait() async throws {
    signal(SIGKILL)
    _ = try await waitForExit()
  }

  /// CPU time and memory so far; nil when the process is gone.
  public var usage: ProcessUsage? { processIdentifier.flatMap(ProcessUsage.init) }
}

/// The lines that a command has printed.
final class LineCollector: Sendable {
  private let collected = Mutex<[String]>([])

  func append(_ line: String) { collected.withLock { $0.append(line) } }
  var lines: [String] { collected.withLock { $0 } }
}
