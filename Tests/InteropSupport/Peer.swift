import Synchronization

/// An `interop-peer` process: any number of real c-toxcore instances. Or a `postern-peer`, which has
/// clients of ours instead.
public final class Peer: Sendable {
  /// How often c-toxcore iterates.
  public enum Tick: Sendable {
    /// As `tox_iteration_interval` says: what real clients do.
    case auto
    case milliseconds(Int)
  }

  public let process: NamespaceProcess
  public let log: RecordLog
  private let linesWritten = Mutex(0)

  /// Many clients of ours, which know enough of the commands to measure a bot with.
  public init(ofPosternIn namespace: Namespace) throws {
    let log = RecordLog()
    self.log = log
    process = try namespace.start([try BuildProducts.path(of: "postern-peer")]) {
      log.append(line: $0)
    }
  }

  /// - Parameters:
  ///   - wake: also iterate as soon as a datagram has come.
  ///   - log: takes its records.
  public init(
    in namespace: Namespace, tick: Tick = .milliseconds(1), wake: Bool = false,
    log: RecordLog = RecordLog()
  ) throws {
    let interval =
      switch tick {
      case .auto: "auto"
      case .milliseconds(let count): "\(count)"
      }
    self.log = log
    process = try namespace.start(
      [try BuildProducts.path(of: "interop-peer"), "--tick", interval] + (wake ? ["--wake"] : [])
    ) { log.append(line: $0) }
  }

  /// Sends a command line and waits for its reply; a refusal is thrown.
  @discardableResult
  public func command(_ line: String) async throws -> Record {
    try await reply(to: line, write(line))
  }

  /// Gives the same command to every instance, so that all begin together.
  ///
  /// - Parameter instances: how many there are, each of which replies.
  @discardableResult
  public func commandAll(_ line: String, instances: Int) async throws -> [Record] {
    let sequence = write("* \(line)")
    var replies: [Record] = []
    while replies.count < instances { replies.append(try await reply(to: line, sequence)) }
    return replies
  }

  /// - Returns: the number by which replies name this line.
  private func write(_ line: String) -> Int {
    // Counted and written under one lock: the peer numbers the lines as they arrive.
    linesWritten.withLock { count in
      process.write(line: line)
      defer { count += 1 }
      return count
    }
  }

  private func reply(to line: String, _ sequence: Int) async throws -> Record {
    let reply = try await log.next("reply to “\(line)”", within: .seconds(20)) {
      $0.text("reply") != nil && $0.integer("seq") == sequence
    }
    guard reply.bool("ok") == true else {
      throw HarnessError("“\(line)”: \(reply.text("error") ?? "?") \(reply.fields)")
    }
    return reply
  }

  /// `tox_kill` for every instance, then a clean exit.
  public func quit() async throws {
    try await command("quit")
    _ = try await process.waitForExit(within: .seconds(10))
  }
}
