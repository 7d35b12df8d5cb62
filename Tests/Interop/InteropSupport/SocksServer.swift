import Foundation

/// Debian's `microsocks` in a namespace, with host names that it alone resolves.
public struct SocksServer: Sendable {
  public let port: Int
  public let process: NamespaceProcess

  /// - Parameter names: host names, all of which are this machine (127.0.0.1).
  public init(on port: Int, in namespace: Namespace, knowing names: [String] = []) async throws {
    self.port = port
    let hosts = namespace.directory.appending(component: "hosts-\(port)")
    try "127.0.0.1 localhost \(names.joined(separator: " "))\n"
      .write(to: hosts, atomically: true, encoding: .utf8)
    let script =
      "mount --bind '\(hosts.path())' /etc/hosts && exec microsocks -i 0.0.0.0 -p \(port)"
    process = try namespace.start(["unshare", "--mount", "sh", "-c", script]) { _ in }
    try await Self.waitUntilListening(on: port, in: namespace)
  }

  private static func waitUntilListening(on port: Int, in namespace: Namespace) async throws {
    _ = try await eventually("microsocks listens") {
      let sockets = try await namespace.run(["ss", "-Htln", "sport = :\(port)"])
      return sockets.isEmpty ? nil : true
    }
  }
}
