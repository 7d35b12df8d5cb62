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

  /// One in which nobody is a client of somebody: six `tox-bootstrapd`, as in the measurements of
  /// c-toxcore that ours are compared with.
  func networkWithoutClients() async throws -> any LoopbackNetwork {
    switch self {
    case .toxcore: try await TestNetwork(nodeCount: 0, bootstrapNodeCount: 6)
    case .postern: try await PosternNetwork()
    }
  }

  /// A process for clients.
  ///
  /// - Parameter tick: how often each of c-toxcore's looks, besides each time that a datagram has
  ///   come; ours need not look.
  func peer(in namespace: Namespace, tick: Peer.Tick) throws -> Peer {
    switch self {
    case .toxcore: try Peer(in: namespace, tick: tick, wake: true)
    case .postern: try Peer(ofPosternIn: namespace)
    }
  }
}
