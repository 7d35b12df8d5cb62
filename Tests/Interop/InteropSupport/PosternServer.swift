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
    let ready = try await log.next("postern node is ready") {
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
