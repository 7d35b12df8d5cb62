import NIOCore
import ToxNIO
public import ToxWire

/// A node through which to join, as a person writes it: HOST:PORT:KEY, IPv6 in brackets.
public struct BootstrapNode: Hashable, Sendable {
  public var host: String
  public var port: UInt16
  public var key: DHTPublicKey

  /// - Throws: `NetworkConfigurationError.badBootstrapNode`.
  public init(_ text: String) throws(NetworkConfigurationError) {
    guard let lastColon = text.lastIndex(of: ":"),
      let portColon = text[..<lastColon].lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: portColon)..<lastColon]), port > 0,
      let key = [UInt8](hex: text[text.index(after: lastColon)...]), key.count == 32
    else { throw .badBootstrapNode(text) }
    var host = text[..<portColon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { throw .badBootstrapNode(text) }
    self.host = String(host)
    self.port = port
    self.key = DHTPublicKey(key)
  }

  /// Every address of the host. Blocks while the system's resolver works.
  func resolve() -> [Endpoint] {
    guard let first = try? SocketAddress.makeAddressResolvingHost(host, port: Int(port)) else {
      return []
    }
    return Endpoint(first).map { [$0] } ?? []
  }
}

/// What is wrong with the network options.
public enum NetworkConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  case badBootstrapNode(String)
  case badAddress(String)
  case badNetwork(String)

  public var description: String {
    switch self {
    case .badBootstrapNode(let text):
      "\"\(text)\" is no bootstrap node: it is written HOST:PORT:KEY, the key as 64 hex digits."
    case .badAddress(let text): "\"\(text)\" is no IP address to bind to."
    case .badNetwork(let text):
      "\"\(text)\" is no way onto the network that this version has: it has \"direct\"."
    }
  }
}
