import ToxCore
import ToxCrypto
import ToxWire

/// Well-formed values and contents as a malicious peer would send them.
extension Choices {
  private static let addresses: [IPAddress] = [
    .v4(0x0505_0501), .v4(0x0808_0808), .loopback4, .v4(0), .v4(0xffff_ffff), .v4(0xe000_0001),
    .v4(0xc0a8_0101), .loopback6, .v6(0x2001_0db8_0000_0000, 1), .v6(0xff02_0000_0000_0000, 1),
    .v6(0, 0), .v6(0xfe80_0000_0000_0000, 2),
  ]

  /// Points of small order, and what is none at all: no shared secret may come of them.
  private static let badKeys: [Bytes32] = [
    .zero, Bytes32(words: (0x0100_0000_0000_0000, 0, 0, 0)),
    Bytes32(
      words: (
        0xe0eb_7a7c_3b41_b8ae, 0x1656_e3fa_f19f_c46a, 0xda09_8deb_9c32_b1fd, 0x8662_0516_5f49_b800
      )),
    Bytes32(words: (.max, .max, .max, .max)),
  ]

  mutating func endpoint() -> Endpoint {
    switch below(4) {
    case 0: Endpoint(pick(Self.addresses), port: uint16())
    case 1: Endpoint(.v4(uint32()), port: 33_445)
    default: pick(FuzzPeer.all).endpoint
    }
  }

  /// A key: known, bad, near to the node's own, or any.
  mutating func key32() -> Bytes32 {
    switch below(8) {
    case 0: return FuzzBench.dhtKey.bytes32
    case 1: return FuzzBench.identity.keyPair.publicKey.bytes32
    case 2: return pick(Self.badKeys)
    case 3:
      var near = FuzzBench.dhtKey.bytes32
      near.word3 ^= UInt64(byte())
      near.word1 ^= UInt64(byte()) << 56
      return near
    case 4: return bytes32()
    case 5: return pick(FuzzPeer.all).longTerm.publicKey.bytes32
    default: return pick(FuzzPeer.all).dht.publicKey.bytes32
    }
  }

  mutating func packedNode(allowingTCP: Bool = false) -> PackedNode {
    let choice = byte()
    if choice & 1 == 0 { return pick(FuzzPeer.all).node }
    let transport: Transport = allowingTCP && choice & 2 == 2 ? .tcp : .udp
    return PackedNode(TransportEndpoint(transport, endpoint()), DHTPublicKey(key32()))
  }

  mutating func packedNodes(upTo limit: Int, allowingTCP: Bool = false) -> [PackedNode] {
    (0..<below(limit + 1)).map { _ in packedNode(allowingTCP: allowingTCP) }
  }

  /// The bytes with some of them changed, cut off or added.
  mutating func spoilt(_ bytes: [UInt8]) -> [UInt8] {
    var spoilt = bytes
    switch below(4) {
    case 0: spoilt.removeLast(Swift.min(spoilt.count, below(64)))
    case 1: spoilt += self.bytes(upTo: 64)
    default:
      for _ in 0...below(4) where !spoilt.isEmpty {
        spoilt[Int(uint16()) % spoilt.count] = byte()
      }
    }
    return spoilt
  }
}
