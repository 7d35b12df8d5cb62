/// A `harness nodes` process: nodes of ours on loopback that do nothing but be a network.
public final class PosternNodes: LoopbackNetwork {
  public let namespace: Namespace
  public let nodes: [NodeAddress]
  private let commanded: CommandedProcess
  private let ports = Ports()

  public var process: NamespaceProcess { commanded.process }

  /// - Parameter others: nodes of another kind, through which each of ours joins.
  public init(
    _ count: Int, firstPort: Int, joining others: [NodeAddress] = [], in namespace: Namespace
  ) async throws {
    self.namespace = namespace
    let words = try BuildProducts.harness("nodes", "\(count)", "\(firstPort)")
    commanded = try CommandedProcess(
      words + others.map { "\($0.port):\($0.key)" }, in: namespace)
    var nodes: [NodeAddress] = []
    while nodes.count < count {
      let node = try await commanded.log.next("a node of ours") {
        $0.event == "node"
      }
      guard let port = node.integer("port"), let key = node.text("key") else {
        throw HarnessError("unexpected: \(node.fields)")
      }
      nodes.append(NodeAddress(port: port, key: key))
    }
    self.nodes = nodes
  }

  public func freePort() -> Int { ports.next() }

  /// What all nodes did together: `announced`, `sent`, `received`, and each kind of drop.
  public func counters() async throws -> [String: Int] {
    let reply = try await commanded.command("counters")
    let counts = reply.fields.filter { $0.key != "seq" }
    return counts.compactMapValues { if case .number(let count) = $0 { Int(count) } else { nil } }
  }

  /// Whether a node, of whatever kind, answers a stranger's nodes request for the key of `target`
  /// with `target` itself: then it has it in its lists, and had an answer from it of late.
  public func isListed(_ target: NodeAddress, at node: NodeAddress) async throws -> Bool {
    let reply = try await commanded.command("ask \(node.port) \(node.key) \(target.key)")
    guard case .list(let named) = reply.fields["nodes"] else { return false }
    return named.contains(.text("\(target.port):\(target.key)"))
  }
}
