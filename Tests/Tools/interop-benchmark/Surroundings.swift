import ArgumentParser
import InteropSupport

/// What the network and the clients around a bot are.
enum Surroundings: String, ExpressibleByArgument, CaseIterable, Codable {
  /// `tox-bootstrapd`, nodes of c-toxcore, and its clients.
  case toxcore
  /// Nodes of ours and clients of ours: all there is without c-toxcore.
  case postern

  /// c-toxcore where it is.
  static func best() -> Surroundings {
    (try? BuildProducts.path(of: "interop-peer")) == nil ? .postern : .toxcore
  }

  func network() async throws -> any LoopbackNetwork {
    switch self {
    case .toxcore: try await TestNetwork()
    case .postern: try await PosternNetwork()
    }
  }

  /// A network without clients: six `tox-bootstrapd`, as in the measurements of c-toxcore that ours
  /// are compared with.
  func networkWithoutClients() async throws -> any LoopbackNetwork {
    switch self {
    case .toxcore: try await TestNetwork(nodeCount: 0, bootstrapNodeCount: 6)
    case .postern: try await PosternNetwork()
    }
  }

  /// One in which a node is a TCP relay too.
  func networkWithRelay() async throws -> (network: any LoopbackNetwork, relay: NodeAddress) {
    switch self {
    case .toxcore:
      let network = try await TestNetwork(relayPort: Self.relayPort)
      return (network, NodeAddress(port: Self.relayPort, key: network.bootstrapNode.address.key))
    case .postern:
      let network = try await PosternNetwork()
      let server = try await PosternServer.start(
        in: network.namespace, port: network.freePort(), relayPort: Self.relayPort,
        knowing: network.nodes)
      return (network, NodeAddress(port: Self.relayPort, key: server.address.key))
    }
  }

  private static let relayPort = 33_446

  /// A process for clients.
  ///
  /// - Parameter tick: how often each of c-toxcore's looks, besides each time that a datagram has
  ///   come; ours need not look.
  func peer(
    in namespace: Namespace, tick: PeerProcess.Tick, log: RecordLog = RecordLog()
  ) throws -> PeerProcess {
    switch self {
    case .toxcore: try PeerProcess(in: namespace, tick: tick, wake: true, log: log)
    case .postern: try PeerProcess(ofPosternIn: namespace, log: log)
    }
  }
}
