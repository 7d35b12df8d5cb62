import ToxCore
import ToxWire

/// Where a proxy is asked to connect to.
enum SocksDestination: Hashable, Sendable {
  case endpoint(Endpoint)
  /// A name, which the proxy resolves: 1 to 255 bytes.
  case name(String, port: UInt16)

  init(_ address: RelayAddress) {
    switch address {
    case .endpoint(let endpoint): self = .endpoint(endpoint)
    case .host(let name, let port): self = .name(name, port: port)
    }
  }

  /// The host as a person writes it.
  var host: String {
    switch self {
    case .endpoint(let endpoint): endpoint.address.text
    case .name(let name, _): name
    }
  }

  var port: UInt16 {
    switch self {
    case .endpoint(let endpoint): endpoint.port
    case .name(_, let port): port
    }
  }

  /// As a request has it: kind, address, port.
  var encoded: [UInt8] {
    var writer = Writer()
    switch self {
    case .endpoint(let endpoint):
      switch endpoint.address {
      case .v4(let bits):
        writer.write(UInt8(1))
        writer.write(bits)
      case .v6(let high, let low):
        writer.write(UInt8(4))
        writer.write(high)
        writer.write(low)
      }
    case .name(let name, _):
      let bytes = Array(name.utf8.prefix(255))
      writer.write(UInt8(3))
      writer.write(UInt8(bytes.count))
      writer.write(bytes)
    }
    writer.write(port)
    return writer.bytes
  }
}
