import ToxNIO
public import ToxWire

/// A DHT node or TCP relay as a person writes it: HOST:PORT:KEY, IPv6 in brackets.
public struct BootstrapNode: Hashable, Sendable {
  public var host: String
  public var port: UInt16
  public var key: DHTPublicKey

  /// - Throws: `NetworkConfigurationError.badNode`.
  public init(_ text: String) throws(NetworkConfigurationError) {
    guard let lastColon = text.lastIndex(of: ":"),
      let portColon = text[..<lastColon].lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: portColon)..<lastColon]), port > 0,
      let key = [UInt8](hex: text[text.index(after: lastColon)...]), key.count == 32
    else { throw .badNode(text) }
    var host = text[..<portColon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { throw .badNode(text) }
    self.host = String(host)
    self.port = port
    self.key = DHTPublicKey(key)
  }

  /// HOST:PORT, as it was written.
  var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Its address, where it was written as one.
  var endpoint: Endpoint? { IPAddress(text: host).map { Endpoint($0, port: port) } }

  /// Asks the system's resolver where it has to; blocks meanwhile.
  func resolve() -> Endpoint? {
    endpoint ?? Resolver.address(of: host).map { Endpoint($0, port: port) }
  }
}
