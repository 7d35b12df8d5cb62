/// An IPv4 or IPv6 address. IPv4-mapped IPv6 addresses become IPv4 when they are made.
public enum IPAddress: Hashable, Sendable {
  /// The four bytes, first one highest.
  case v4(UInt32)
  /// The sixteen bytes as two big-endian halves.
  case v6(UInt64, UInt64)

  /// The IPv6 address of these halves, or IPv4 where it is an IPv4-mapped one.
  public static func v6Normalized(_ high: UInt64, _ low: UInt64) -> IPAddress {
    if high == 0, low >> 32 == 0xffff { return .v4(UInt32(truncatingIfNeeded: low)) }
    return .v6(high, low)
  }

  /// 127.0.0.1
  public static let loopback4 = IPAddress.v4(0x7f00_0001)
  /// ::1
  public static let loopback6 = IPAddress.v6(0, 1)

  public var isIPv4: Bool {
    if case .v4 = self { true } else { false }
  }

  public var isLoopback: Bool {
    switch self {
    case .v4(let bits): bits >> 24 == 127
    case .v6(let high, let low): high == 0 && low == 1
    }
  }

  /// Loopback, private and link-local ranges: what the reference client takes for a LAN.
  public var isLAN: Bool {
    switch self {
    case .v4(let bits):
      bits >> 24 == 127 || bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8
        || (bits >> 16 == 0xa9fe && (1...254).contains(bits >> 8 & 0xff)) || bits >> 22 == 0x191
    case .v6(let high, let low):
      (high == 0 && low == 1) || high >> 54 == 0x3fa
        || ((high == 0xff01_0000_0000_0000 || high == 0xff02_0000_0000_0000) && low == 1)
    }
  }
}

extension IPAddress {
  /// Whether a host can have it: not unspecified, multicast, reserved or broadcast.
  public var isHost: Bool {
    switch self {
    case .v4(let bits): bits >> 24 != 0 && bits >> 28 < 0xe
    case .v6(let high, let low): (high != 0 || low != 0) && high >> 56 != 0xff
    }
  }
}

/// Where datagrams come from and go to.
public struct Endpoint: Hashable, Sendable {
  public var address: IPAddress
  public var port: UInt16

  @inlinable
  public init(_ address: IPAddress, port: UInt16) {
    self.address = address
    self.port = port
  }

  /// Whether a host can be there. Peers may name any address for a node or a hop: a broadcast
  /// address would make us send to a whole network on their behalf.
  public var isHost: Bool { port != 0 && address.isHost }
}

/// What an address on the wire is spoken over. Protocol constants, not those of the system.
///
/// - Spec: "Transport Protocol", "Host Address"
public enum Transport: Hashable, Sendable {
  case udp
  case tcp
}

/// An endpoint with its transport, as lists of nodes hold it: family 1, address 4 or 16, port 2.
///
/// - Spec: "Packed Node Format"
public struct TransportEndpoint: WireValue {
  public var transport: Transport
  public var endpoint: Endpoint

  public init(_ transport: Transport, _ endpoint: Endpoint) {
    self.transport = transport
    self.endpoint = endpoint
  }

  /// The family byte: 2 UDP over IPv4, 10 UDP over IPv6, 130 TCP over IPv4, 138 TCP over IPv6.
  public var family: UInt8 {
    (endpoint.address.isIPv4 ? 2 : 10) | (transport == .tcp ? 0x80 : 0)
  }

  public init(from reader: inout Reader) throws(WireError) {
    let family = try reader.uint8()
    let address: IPAddress
    switch family & 0x7f {
    case 2: address = .v4(try reader.uint32())
    case 10: address = .v6Normalized(try reader.uint64(), try reader.uint64())
    default: throw .addressFamily
    }
    self.init(family & 0x80 == 0 ? .udp : .tcp, Endpoint(address, port: try reader.uint16()))
  }

  public func write(to writer: inout Writer) {
    writer.write(family)
    switch endpoint.address {
    case .v4(let bits): writer.write(bits)
    case .v6(let high, let low):
      writer.write(high)
      writer.write(low)
    }
    writer.write(endpoint.port)
  }
}

/// The fixed form inside onion layers and return addresses: family 1, address field 16, port 2.
public struct FixedEndpoint: WireValue {
  public var transport: Transport
  public var endpoint: Endpoint

  /// 19 bytes on the wire.
  public static let size = 19

  public init(_ transport: Transport = .udp, _ endpoint: Endpoint) {
    self.transport = transport
    self.endpoint = endpoint
  }

  public init(from reader: inout Reader) throws(WireError) {
    let family = try reader.uint8()
    let high = try reader.uint64()
    let low = try reader.uint64()
    let port = try reader.uint16()
    let address: IPAddress
    switch family & 0x7f {
    case 2: address = .v4(UInt32(truncatingIfNeeded: high >> 32))
    case 10: address = .v6Normalized(high, low)
    default: throw .addressFamily
    }
    self.init(family & 0x80 == 0 ? .udp : .tcp, Endpoint(address, port: port))
  }

  public func write(to writer: inout Writer) {
    writer.write(TransportEndpoint(transport, endpoint).family)
    switch endpoint.address {
    case .v4(let bits):
      writer.write(bits)
      writer.write(zeros: 12)
    case .v6(let high, let low):
      writer.write(high)
      writer.write(low)
    }
    writer.write(endpoint.port)
  }
}
