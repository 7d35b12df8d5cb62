/// Why an address is not a public one: a service that answers there was not made for webhooks, and
/// often trusts its neighbours.
public enum AddressKind: Hashable, Sendable {
  case loopback, unspecified, privateNetwork, shared, linkLocal, multicast, reserved
  /// Where clouds hand out the keys of the machine.
  case metadata

  /// The kind of an address and the block that has it; nil for a public address.
  ///
  /// An IPv6 address that leads to an IPv4 address is of that one's kind.
  ///
  /// - Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890)
  public static func of(_ address: InternetAddress) -> (kind: AddressKind, block: AddressBlock)? {
    let address = address.target
    if let (block, kind) = blocks.first(where: { $0.block.contains(address) }) {
      return (kind, block)
    }
    // Nothing else was ever given out.
    let isPublic = address.bytes.count == 4 || publicV6.contains(address)
    return isPublic ? nil : (.reserved, everyV6)
  }

  private static let publicV6 = block("2000::/3")
  private static let everyV6 = block("::/0")

  /// The first that contains an address decides.
  private static let blocks: [(block: AddressBlock, kind: AddressKind)] = [
    ("127.0.0.1", .loopback), ("127.0.0.0/8", .loopback), ("::1", .loopback),
    ("0.0.0.0/8", .unspecified), ("::", .unspecified),
    ("169.254.169.254", .metadata), ("100.100.100.200", .metadata), ("192.0.0.192", .metadata),
    ("168.63.129.16", .metadata), ("fd00:ec2::254", .metadata), ("fd20:ce::254", .metadata),
    ("10.0.0.0/8", .privateNetwork), ("172.16.0.0/12", .privateNetwork),
    ("192.168.0.0/16", .privateNetwork), ("198.18.0.0/15", .privateNetwork),
    ("fc00::/7", .privateNetwork), ("fec0::/10", .privateNetwork),
    ("64:ff9b:1::/48", .privateNetwork), ("100.64.0.0/10", .shared),
    ("169.254.0.0/16", .linkLocal), ("fe80::/10", .linkLocal),
    ("224.0.0.0/4", .multicast), ("ff00::/8", .multicast),
    ("192.0.0.0/24", .reserved), ("240.0.0.0/4", .reserved),
  ].map { (block($0), $1) }

  private static func block(_ text: String) -> AddressBlock {
    guard let block = AddressBlock(text) else { preconditionFailure("\(text) is no block") }
    return block
  }
}

extension AddressKind: CustomStringConvertible {
  /// The end of a sentence about an address.
  public var description: String {
    switch self {
    case .loopback: "is this machine's own"
    case .unspecified: "is that of no machine"
    case .privateNetwork: "is in a private network"
    case .shared: "is in a network that a provider's customers share"
    case .linkLocal: "is on the local link"
    case .multicast: "is that of a group"
    case .reserved: "is reserved"
    case .metadata: "is where a cloud hands out its machines' keys"
    }
  }
}

extension InternetAddress {
  /// The IPv4 address that translators, tunnels and the system's own sockets take this one for, or
  /// this one.
  var target: InternetAddress {
    guard bytes.count == 16, let carried = carriedV4 else { return self }
    return InternetAddress(bytes: carried) ?? self
  }

  private var carriedV4: [UInt8]? {
    let last = Array(bytes[12...])
    // IPv4-mapped, SIIT, the prefix of NAT64; "::" and "::1" are not IPv4-compatible.
    let prefixes: [[UInt8]] = [
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0],
      [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
    if prefixes.contains(Array(bytes[..<12])) { return last }
    if bytes[..<12].allSatisfy({ $0 == 0 }), !last.starts(with: [0, 0, 0]) { return last }
    // 6to4.
    if bytes.starts(with: [0x20, 0x02]) { return Array(bytes[2..<6]) }
    // Teredo hides the address from translators by flipping its bits.
    if bytes.starts(with: [0x20, 0x01, 0, 0]) { return last.map { ~$0 } }
    // ISATAP; the second bit of the first byte says whether the address is unique.
    if bytes[8] & ~0x02 == 0, bytes[9..<12] == [0, 0x5E, 0xFE] { return last }
    return nil
  }
}
