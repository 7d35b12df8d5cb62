/// A `harness relay-crowd` process: clients of ours at one relay, in pairs, well-behaved or not.
public final class RelayCrowd: Sendable {
  private let commanded: CommandedProcess

  public var process: NamespaceProcess { commanded.process }

  public init(at relayPort: Int, key: String, in namespace: Namespace) throws {
    commanded = try CommandedProcess(
      BuildProducts.harness("relay-crowd", "\(relayPort)", key), in: namespace)
  }

  public struct Talk: Sendable {
    public let sent: Int
    public let received: Int
    public let seconds: Double
    /// Whether everything came once, in order, byte for byte.
    public let isExact: Bool
  }

  /// So many more pairs are on line at the relay.
  public func join(pairs: Int) async throws { try await commanded.command("join \(pairs)") }

  /// How many clients are connected.
  public func clientCount() async throws -> Int? {
    try await commanded.command("clients").integer("count")
  }

  /// Every pair sends so many messages each way, at most `window` of them under way.
  public func talk(count: Int, size: Int, window: Int) async throws -> Talk {
    let reply = try await commanded.command("talk \(count) \(size) \(window)")
    guard let sent = reply.integer("sent"), let received = reply.integer("received"),
      let seconds = reply.number("seconds")
    else { throw HarnessError("unexpected reply: \(reply.fields)") }
    let faults = (reply.integer("gaps") ?? 1) + (reply.integer("corrupt") ?? 1)
    return Talk(
      sent: sent, received: received, seconds: seconds, isExact: faults == 0 && sent == received)
  }

  /// Misbehaves towards the relay.
  ///
  /// - Returns: how many connections it made, and how many of them the relay ended.
  @discardableResult
  public func hostile(_ kind: String, seconds: Int) async throws -> (made: Int, ended: Int) {
    let reply = try await commanded.command("hostile \(kind) \(seconds)")
    return (reply.integer("made") ?? 0, reply.integer("ended") ?? 0)
  }
}
