import Foundation

/// Debian's `tox-bootstrapd` in a namespace.
public struct BootstrapNode: Sendable {
  public let address: NodeAddress
  public let relayPort: Int?
  public let process: NamespaceProcess

  /// - Parameters:
  ///   - relayPort: also serves as a TCP relay there.
  ///   - known: a node to join through.
  public static func start(
    in namespace: Namespace, port: Int, relayPort: Int? = nil, knowing known: NodeAddress? = nil
  ) async throws -> BootstrapNode {
    let directory = namespace.directory.appending(component: "bootstrapd-\(port)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let file = directory.appending(component: "config")
    let config =
      configuration(in: directory, port: port, relayPort: relayPort) + joining(known)
    try config.write(to: file, atomically: true, encoding: .utf8)
    let output = LineCollector()
    let command = ["tox-bootstrapd", "--foreground", "--log-backend=stdout"]
    let process = try namespace.start(
      command + ["--config=\(file.path())"], errors: directory.appending(component: "errors")
    ) { output.append($0) }
    // The key is written to its file at the first start; its public half comes first.
    let key = try await eventually("tox-bootstrapd on port \(port) has a key") {
      () -> String? in
      if process.hasExited { throw HarnessError("tox-bootstrapd ended: \(output.lines)") }
      return publicKey(in: directory)
    }
    return BootstrapNode(
      address: NodeAddress(port: port, key: key), relayPort: relayPort, process: process)
  }

  private static func publicKey(in directory: URL) -> String? {
    guard let keys = try? Data(contentsOf: directory.appending(component: "keys")),
      keys.count == 64
    else { return nil }
    return keys.prefix(32).map { String(format: "%02X", $0) }.joined()
  }

  private static func joining(_ node: NodeAddress?) -> String {
    guard let node else { return "" }
    let name = #"address = "\#(node.host)", port = \#(node.port), public_key = "\#(node.key)""#
    return "bootstrap_nodes = ({ \(name) })\n"
  }

  private static func configuration(in directory: URL, port: Int, relayPort: Int?) -> String {
    """
    port = \(port)
    keys_file_path = "\(directory.appending(component: "keys").path())"
    pid_file_path = "\(directory.appending(component: "pid").path())"
    enable_ipv6 = false
    enable_ipv4_fallback = true
    enable_lan_discovery = false
    enable_tcp_relay = \(relayPort != nil)
    tcp_relay_ports = [\(relayPort ?? port)]
    enable_motd = true
    motd = "postern interop"

    """
  }
}
