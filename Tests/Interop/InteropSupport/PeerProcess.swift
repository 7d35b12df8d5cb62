/// An `interop-peer` process: any number of real c-toxcore instances. Or a `harness clients`, which
/// has clients of ours instead.
public final class PeerProcess: Sendable {
  /// How often c-toxcore iterates.
  public enum Tick: Sendable {
    /// As `tox_iteration_interval` says: what real clients do.
    case auto
    case milliseconds(Int)
  }

  private let commanded: CommandedProcess

  public var process: NamespaceProcess { commanded.process }
  public var log: RecordLog { commanded.log }

  /// Many clients of ours, which know enough of the commands to measure a bot with.
  ///
  /// - Parameter log: takes its records.
  public init(ofPosternIn namespace: Namespace, log: RecordLog = RecordLog()) throws {
    commanded = try CommandedProcess(
      BuildProducts.harness("clients"), in: namespace, log: log)
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
    commanded = try CommandedProcess(
      [try BuildProducts.path(of: "interop-peer"), "--tick", interval] + (wake ? ["--wake"] : []),
      in: namespace, log: log)
  }

  /// Sends a command line and waits for its reply; a refusal is thrown.
  @discardableResult
  public func command(_ line: String) async throws -> Record {
    try await commanded.command(line)
  }

  /// Gives the same command to every instance, so that all begin together.
  ///
  /// - Parameter instances: how many there are, each of which replies.
  @discardableResult
  public func commandAll(_ line: String, instances: Int) async throws -> [Record] {
    let sequence = commanded.write("* \(line)")
    var replies: [Record] = []
    while replies.count < instances {
      replies.append(try await commanded.reply(to: line, sequence))
    }
    return replies
  }

  /// `tox_kill` for every instance, then a clean exit.
  public func quit() async throws {
    try await command("quit")
    _ = try await process.waitForExit()
  }
}
