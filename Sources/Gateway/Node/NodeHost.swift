import GatewayCore
import NIOCore
import ToxCore
import ToxCrypto
import ToxNIO
import ToxWire

/// A node that serves others: member of the DHT, hop and announce node of the onion, TCP relay. It
/// stores only its key, and logs nothing about requests at any level.
public final class NodeHost: Sendable {
  public struct Configuration: Sendable {
    public var keyPath: String
    /// At most 255 bytes; sent to every peer that asks.
    public var motd: String
    public var network: NetworkConfiguration
    /// The TCP ports of the relay.
    public var relayPorts: [UInt16]

    public init(
      keyPath: String, motd: String, network: NetworkConfiguration, relayPorts: [UInt16]
    ) {
      self.keyPath = keyPath
      self.motd = motd
      self.network = network
      self.relayPorts = relayPorts
    }
  }

  /// Our version in a bootstrap-info answer; the format's own numbers are dates.
  private static let version: UInt32 = 1

  public let ready: NodeReady
  private let driver: Driver

  /// - Parameter changed: called when the node has found other nodes, or lost them all.
  /// - Throws: `Failure` for a key that can't be used, `BindError` for a port in use,
  ///   `NetworkConfigurationError`.
  public static func start(
    _ configuration: Configuration, changed: @escaping @Sendable (_ isJoined: Bool) -> Void
  ) async throws -> NodeHost {
    let plan = try NetworkPlan(configuration.network, bot: nil, home: nil)
    let network = try await plan.prepared(for: [])
    let key = try NodeKeyFile(path: configuration.keyPath).load()
    var entropy = SystemRandomNumberGenerator()
    let driver = try await Driver.start(
      identity: Identity(serving: key, from: &entropy), configuration: plan.driver
    ) { events in
      for case .connection(let status) in events { changed(status != .offline) }
    }
    do {
      let relayPorts = try await driver.serveRelay(
        on: configuration.relayPorts, address: plan.driver.address)
      let host = NodeHost(
        driver,
        NodeReady(
          key.publicKey, udpPort: driver.port, relayPorts: relayPorts, bound: plan.driver.address))
      await driver.perform { node, _ in
        node.tellBootstrapInfo(version: Self.version, message: Array(configuration.motd.utf8))
      }
      await network.join(driver, NamedPlaces(), remembered: [])
      return host
    } catch {
      await driver.shutdown()
      throw error
    }
  }

  /// The event that tells whether other nodes answer.
  public static func connectionLine(isJoined: Bool) -> String {
    var line = JSONLine(event: "connection", at: .now)
    line.add("joined", isJoined)
    return line.text
  }

  private init(_ driver: Driver, _ ready: NodeReady) {
    self.driver = driver
    self.ready = ready
  }

  /// Closes all connections.
  public func stop() async { await driver.shutdown() }
}

/// The name of a node for other nodes and bots.
public struct NodeReady: Hashable, Sendable {
  public let publicKey: String
  public let udpPort: Int?
  public let relayPorts: [Int]
  /// Addresses at which others may reach it, as far as this machine knows them: behind a NAT it
  /// does not.
  public let hosts: [String]

  init(_ key: DHTPublicKey, udpPort: UInt16?, relayPorts: [UInt16], bound: IPAddress?) {
    publicKey = key.bytes.hexUppercased
    self.udpPort = udpPort.map(Int.init)
    self.relayPorts = relayPorts.map(Int.init)
    hosts = (bound.map { [$0] } ?? Self.ownAddresses()).map(\.hostText)
  }

  /// HOST:PORT:KEY for `--bootstrap`; "HOST" stands for an address that this machine does not know.
  public var bootstrapNames: [String] { names([udpPort].compactMap(\.self)) }

  /// HOST:PORT:KEY for `--relay`.
  public var relayNames: [String] { names(relayPorts) }

  public func jsonLine() -> String {
    var line = JSONLine(event: "ready", at: .now)
    line.add("public_key", publicKey)
    line.add("udp_port", orNull: udpPort.map(Int64.init))
    line.add("relay_ports", relayPorts.map(Int64.init))
    line.add("bootstrap", bootstrapNames)
    line.add("relay", relayNames)
    return line.text
  }

  private func names(_ ports: [Int]) -> [String] {
    let hosts = hosts.isEmpty ? ["HOST"] : hosts
    return hosts.flatMap { host in ports.map { "\(host):\($0):\(publicKey)" } }
  }

  /// The public addresses of this machine.
  private static func ownAddresses() -> [IPAddress] {
    ((try? System.enumerateDevices()) ?? []).compactMap { device in
      guard let address = device.address.flatMap({ Endpoint($0)?.address }), address.isHost,
        !address.isLAN
      else { return nil }
      return address
    }
  }
}
