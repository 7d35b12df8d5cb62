import Foundation
public import TestSupport

/// Floods a bot with `harness flood`, from forged addresses all over 127/8.
public struct HostileNetwork: Sendable {
  private let process: NamespaceProcess
  private let log: RecordLog
  private let kind: FloodKind

  /// Returns when the first datagram of the flood is under way.
  public init(
    _ kind: FloodKind, against bot: PosternActor, contact: String, in network: TestNetwork,
    rate: Int = 50_000, seconds: Int
  ) async throws {
    let log = RecordLog()
    let nodes = network.nodes.flatMap { ["--node", "\($0.port):\($0.key)"] }
    process = try network.namespace.start(
      BuildProducts.harness("flood", kind.rawValue, "--port", "\(bot.address.port)")
        + ["--tox-id", bot.toxID, "--dht-key", bot.address.key, "--contact", contact]
        + ["--rate", "\(rate)", "--seconds", "\(seconds)"] + nodes
    ) { log.append(line: $0) }
    self.log = log
    self.kind = kind
    _ = try await log.next("\(kind) are loaded") { $0.event == "loaded" }
  }

  /// - Returns: how many datagrams were sent in all.
  public func end(within limit: Duration = .patience) async throws -> Int {
    let record = try await log.next("the end of the \(kind)", within: limit) {
      $0.event == "flooded"
    }
    return record.integer("sent") ?? 0
  }
}
