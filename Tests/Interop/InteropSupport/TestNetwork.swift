import Synchronization

/// A whole Tox network on one namespace's loopback.
public protocol LoopbackNetwork: Sendable {
  var namespace: Namespace { get }
  /// All nodes; a client may bootstrap from any of them.
  var nodes: [NodeAddress] { get }
  /// An unused port of this namespace.
  func freePort() -> Int
}

extension LoopbackNetwork {
  /// A c-toxcore client with options that `adjust` may change, on its way onto the network.
  ///
  /// - Parameter relay: it uses this relay and no UDP.
  public func client(
    of peer: PeerProcess, over relay: NodeAddress? = nil,
    _ adjust: (inout PeerInstance.Options) -> Void = { _ in }
  ) async throws -> PeerInstance {
    var options = PeerInstance.Options(port: freePort())
    options.udp = relay == nil
    adjust(&options)
    let instance = try await PeerInstance(options, of: peer)
    if let relay { try await instance.use(relay: relay) }
    try await instance.bootstrap(from: nodes)
    return instance
  }
}

/// `tox-bootstrapd` and some DHT nodes without friends.
public final class TestNetwork: LoopbackNetwork {
  public let namespace: Namespace
  public let bootstrapNode: BootstrapNode
  public let nodes: [NodeAddress]
  private let otherBootstrapNodes: [BootstrapNode]
  private let nodePeer: PeerProcess
  private let ports = Ports()

  /// - Parameters:
  ///   - nodeCount: nodes of c-toxcore's beside the bootstrap nodes.
  ///   - bootstrapNodeCount: at least one.
  ///   - relayPort: the first bootstrap node is also a TCP relay there.
  public init(
    nodeCount: Int = 4, bootstrapNodeCount: Int = 1, relayPort: Int? = nil
  ) async throws {
    namespace = try await Namespace()
    bootstrapNode = try await .start(in: namespace, port: 33_445, relayPort: relayPort)
    var others: [BootstrapNode] = []
    for number in 1..<max(1, bootstrapNodeCount) {
      others.append(try await .start(in: namespace, port: 33_445 + number))
    }
    otherBootstrapNodes = others
    nodePeer = try PeerProcess(in: namespace, tick: .auto)
    var instances: [PeerInstance] = []
    for number in 0..<nodeCount {
      instances.append(try await PeerInstance(.init(port: 33_501 + number), of: nodePeer))
    }
    nodes = [bootstrapNode.address] + others.map(\.address) + instances.map(\.address)
    for instance in instances {
      try await instance.bootstrap(from: nodes.filter { $0 != instance.address })
    }
  }

  public func freePort() -> Int { ports.next() }
}

/// The ports of a network's clients, each given out once.
final class Ports: Sendable {
  private let last = Mutex(33_600)

  func next() -> Int {
    last.withLock {
      $0 += 1
      return $0
    }
  }
}
