import GatewayCore
import ToxNIO
public import ToxWire

/// A DHT node or TCP relay as a user writes it: HOST:PORT:KEY, IPv6 in brackets.
public struct BootstrapNode: Hashable, Sendable {
  public var host: String
  public var port: UInt16
  public var key: DHTPublicKey

  /// - Throws: `NetworkConfigurationError.badNode`.
  public init(_ text: String) throws(NetworkConfigurationError) {
    guard let address = NodeAddress(text), let key = [UInt8](hex: address.key) else {
      throw .badNode(text)
    }
    host = address.host
    port = address.port
    self.key = DHTPublicKey(key)
  }

  /// HOST:PORT, as it was written.
  var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Its address, where it was written as one.
  var endpoint: Endpoint? { IPAddress(text: host).map { Endpoint($0, port: port) } }

  /// The address; asks the system's resolver for a name, and blocks until it answers.
  func resolve() -> Endpoint? {
    endpoint ?? Resolver.address(of: host).map { Endpoint($0, port: port) }
  }
}
