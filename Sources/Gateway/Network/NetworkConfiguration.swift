import Foundation
import NIOCore
import ToxCore
import ToxNIO
import ToxWire

/// How an agent gets onto the network.
public struct NetworkConfiguration: Hashable, Sendable {
  /// HOST:PORT:KEY of each bootstrap node; nil for the public list, empty for none.
  public var bootstrap: [String]?
  /// nil: the first free one from 33445 to 33545; 0: any.
  public var port: UInt16?
  /// The IP address to listen on; nil: all.
  public var bindAddress: String?
  /// Looks for nodes on this machine and its local network.
  public var discoversLAN: Bool

  public init(
    bootstrap: [String]? = nil, port: UInt16? = nil, bindAddress: String? = nil,
    discoversLAN: Bool = true
  ) {
    self.bootstrap = bootstrap
    self.port = port
    self.bindAddress = bindAddress
    self.discoversLAN = discoversLAN
  }

  func bootstrapNodes() throws(NetworkConfigurationError) -> [BootstrapNode] {
    var nodes: [BootstrapNode] = []
    for text in bootstrap ?? BootstrapList.publicNodes { nodes.append(try BootstrapNode(text)) }
    return nodes
  }

  func driver() throws(NetworkConfigurationError) -> DriverConfiguration {
    var configuration = DriverConfiguration()
    if let port { configuration.port = .exactly(port) }
    if let bindAddress {
      guard let address = try? SocketAddress(ipAddress: bindAddress, port: 0),
        let endpoint = Endpoint(address)
      else { throw .badAddress(bindAddress) }
      configuration.address = endpoint.address
    }
    return configuration
  }

  /// Names the nodes to the driver's node: remembered ones at once, the others as their names are
  /// resolved, away from the loop.
  func join(_ driver: Driver, through nodes: [BootstrapNode], remembered: [PackedNode]) {
    let broadcast = discoversLAN ? LANBroadcast.endpoints() : nil
    driver.enqueue { node, now in
      for known in remembered { node.bootstrap(known.address.endpoint, known.key, now: now) }
      if let broadcast { node.startLANDiscovery(broadcast: broadcast, now: now) }
    }
    guard !nodes.isEmpty else { return }
    Thread.detachNewThread {
      for bootstrap in nodes {
        let endpoints = bootstrap.resolve()
        driver.enqueue { node, now in
          for endpoint in endpoints { node.bootstrap(endpoint, bootstrap.key, now: now) }
        }
      }
    }
  }
}
