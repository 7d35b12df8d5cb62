import ToxNIO
import ToxWire

/// A proxy as a user writes it: socks5://ADDRESS:PORT.
enum ProxyAddress {
  static func endpoint(_ text: String) throws(NetworkConfigurationError) -> Endpoint {
    guard let scheme = ["socks5://", "socks5h://"].first(where: text.hasPrefix) else {
      throw .badProxy(text)
    }
    var rest = text.dropFirst(scheme.count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    guard let colon = rest.lastIndex(of: ":"),
      let port = UInt16(rest[rest.index(after: colon)...]), port > 0
    else { throw .badProxy(text) }
    var host = rest[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { throw .badProxy(text) }
    if host == "localhost" { return Endpoint(.loopback4, port: port) }
    guard let address = IPAddress(text: String(host)) else { throw .namedProxy(text) }
    return Endpoint(address, port: port)
  }
}
