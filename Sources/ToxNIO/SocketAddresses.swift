import Glibc
public import NIOCore
public import ToxWire

extension Endpoint {
  /// The sender that NIO names; nil where it is neither IPv4 nor IPv6. An IPv4-mapped address, as a
  /// dual-stack socket reports it, becomes IPv4.
  public init?(_ address: SocketAddress) {
    switch address {
    case .v4(let address): self.init(address.address)
    case .v6(let address): self.init(address.address)
    case .unixDomainSocket: return nil
    }
  }

  init(_ address: sockaddr_in) {
    self.init(
      .v4(UInt32(bigEndian: address.sin_addr.s_addr)), port: UInt16(bigEndian: address.sin_port))
  }

  init(_ address: sockaddr_in6) {
    let (high, low) = withUnsafeBytes(of: address.sin6_addr) { bytes in
      (
        UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
    self.init(.v6Normalized(high, low), port: UInt16(bigEndian: address.sin6_port))
  }
}

extension SocketAddress {
  init(_ endpoint: Endpoint) {
    switch sockaddr_in(endpoint) {
    case let address?: self.init(address)
    case nil: self.init(sockaddr_in6(endpoint))
    }
  }
}

extension IPAddress {
  /// As a person writes it, IPv6 without brackets.
  public var text: String { SocketAddress(Endpoint(self, port: 0)).ipAddress ?? "" }

  /// As a URL has it: IPv6 in brackets.
  public var hostText: String { isIPv4 ? text : "[\(text)]" }

  /// - Parameter text: IPv4 with four numbers, or IPv6; no name.
  public init?(text: String) {
    guard let address = try? SocketAddress(ipAddress: text, port: 0),
      let endpoint = Endpoint(address)
    else { return nil }
    self = endpoint.address
  }
}

extension Endpoint {
  /// As a person writes it, IPv6 in brackets.
  public var text: String { "\(address.hostText):\(port)" }
}

extension sockaddr_in {
  /// 0.0.0.0 for an IPv6 address, which an IPv4 socket can't reach.
  init?(_ endpoint: Endpoint) {
    guard case .v4(let bits) = endpoint.address else { return nil }
    self.init()
    sin_family = sa_family_t(AF_INET)
    sin_port = endpoint.port.bigEndian
    sin_addr.s_addr = bits.bigEndian
  }
}

extension sockaddr_in6 {
  /// IPv4 in its mapped form, as a dual-stack socket wants it.
  init(_ endpoint: Endpoint) {
    self.init()
    sin6_family = sa_family_t(AF_INET6)
    sin6_port = endpoint.port.bigEndian
    let halves = endpoint.address.mappedHalves
    withUnsafeMutableBytes(of: &sin6_addr) { bytes in
      bytes.storeBytes(of: halves.0.bigEndian, as: UInt64.self)
      bytes.storeBytes(of: halves.1.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
  }
}

extension IPAddress {
  /// The address as IPv6 has it, IPv4 in its mapped form: two big-endian halves.
  var mappedHalves: (high: UInt64, low: UInt64) {
    switch self {
    case .v4(let bits): (0, 0xffff << 32 | UInt64(bits))
    case .v6(let high, let low): (high, low)
    }
  }
}
