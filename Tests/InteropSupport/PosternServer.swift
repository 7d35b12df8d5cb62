import Foundation

/// `postern node` in a namespace: bootstrap node and TCP relay.
public struct PosternServer: Sendable {
  public let address: NodeAddress
  public let relayPort: Int
  public let process: NamespaceProcess
  /// What it prints with `--json`.
  public let log: RecordLog

  public static func start(
    in namespace: Namespace, port: Int = 33_445, relayPort: Int = 33_445,
    knowing known: [NodeAddress] = [], options: [String] = []
  ) async throws -> PosternServer {
    let log = RecordLog()
    let key = namespace.directory.appending(component: "node-\(port).key")
    let joining = known.isEmpty ? ["none"] : known.map(\.description)
    let process = try namespace.start(
      [
        try BuildProducts.path(of: "postern"), "node", "--json", "--bind", "127.0.0.1",
        "--key", key.path(), "--port", "\(port)", "--relay-port", "\(relayPort)",
      ] + joining.flatMap { ["--bootstrap", $0] } + options
    ) { log.append(line: $0) }
    let ready = try await log.next("postern node is ready", within: .seconds(20)) {
      $0.event == "ready"
    }
    guard let publicKey = ready.text("public_key") else {
      throw HarnessError("incomplete ready event: \(ready.fields)")
    }
    return PosternServer(
      address: NodeAddress(port: port, key: publicKey), relayPort: relayPort, process: process,
      log: log)
  }
}

/// A `relay-crowd` process: clients of ours at one relay, in pairs, well-behaved or not.
public final class RelayCrowd: Sendable {
  private let commanded: CommandedProcess

  public var process: NamespaceProcess { commanded.process }

  public init(at relayPort: Int, key: String, in namespace: Namespace) throws {
    commanded = try CommandedProcess(
      [try BuildProducts.path(of: "relay-crowd"), "\(relayPort)", key], in: namespace)
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

  /// Does to the relay what nobody should.
  ///
  /// - Returns: how many connections it made, and how many of them the relay ended.
  @discardableResult
  public func hostile(_ kind: String, seconds: Int) async throws -> (made: Int, ended: Int) {
    let reply = try await commanded.command("hostile \(kind) \(seconds)")
    return (reply.integer("made") ?? 0, reply.integer("ended") ?? 0)
  }
}
