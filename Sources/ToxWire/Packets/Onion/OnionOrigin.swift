/// Where a hop of the onion got a packet from, 19 bytes.
///
/// - Spec: "Onion Request Packet Structure"
/// - Differs: for a client of a TCP relay the reference writes an address of a TCP family with the
///   connection's number in it.
public enum OnionOrigin: WireValue {
  /// The sender of a datagram.
  case endpoint(Endpoint)
  /// A client of the hop's own TCP relay, by a number that the relay chose.
  case client(UInt64)

  /// Stands where an endpoint has its address family; no family has this number.
  private static let clientMark: UInt8 = 0xff
  private static let clientPadding = FixedEndpoint.size - 1 - 8

  public init(from reader: inout Reader) throws(WireError) {
    guard try reader.peek() == Self.clientMark else {
      let address = try FixedEndpoint(from: &reader)
      guard address.transport == .udp else { throw .addressFamily }
      self = .endpoint(address.endpoint)
      return
    }
    try reader.skip(1)
    self = .client(try reader.uint64())
    guard try reader.bytes(Self.clientPadding).allSatisfy({ $0 == 0 }) else { throw .value }
  }

  public func write(to writer: inout Writer) {
    switch self {
    case .endpoint(let endpoint): writer.write(FixedEndpoint(.udp, endpoint))
    case .client(let number):
      writer.write(Self.clientMark)
      writer.write(number)
      writer.write(zeros: Self.clientPadding)
    }
  }
}
