import Synchronization

/// A process of ours that reads a command a line and answers with lines of JSON, in which `seq`
/// counts the commands from 0.
public final class CommandedProcess: Sendable {
  public let process: NamespaceProcess
  public let log: RecordLog
  private let linesWritten = Mutex(0)

  public init(
    _ arguments: [String], in namespace: Namespace, log: RecordLog = RecordLog()
  ) throws {
    self.log = log
    process = try namespace.start(arguments) { log.append(line: $0) }
  }

  /// Sends a command line and waits for its reply; a refusal is thrown.
  @discardableResult
  public func command(_ line: String) async throws -> Record {
    try await reply(to: line, write(line))
  }

  /// - Returns: the number by which replies name this line.
  func write(_ line: String) -> Int {
    // Counted and written under one lock: the process numbers the lines as they arrive.
    linesWritten.withLock { count in
      process.write(line: line)
      defer { count += 1 }
      return count
    }
  }

  func reply(to line: String, _ sequence: Int) async throws -> Record {
    let reply = try await log.next("reply to “\(line)”") {
      $0.text("reply") != nil && $0.integer("seq") == sequence
    }
    guard reply.bool("ok") == true else {
      throw HarnessError("“\(line)”: \(reply.text("error") ?? "?") \(reply.fields)")
    }
    return reply
  }
}
