import TestSupport
import Testing
import ToxWire

@Suite struct `Identifiers` {
  @Test func `a Tox ID is read from text and written back`() throws {
    for name in ["alice", "bob", "zeros", "ff"] {
      let vector = try Vector.root()["tox_id"][name]
      let text = try vector["address_text"].text()
      let id = try ToxID(text: text)
      #expect(id.publicKey.bytes == (try vector["public_key"].bytes()))
      #expect(id.noSpam.encoded() == (try vector["nospam"].bytes()))
      #expect(id.text == text)
      #expect(try ToxID(text: " tox:\(text.lowercased())\n") == id)
    }
  }

  @Test func `a Tox ID with one wrong digit is refused`() throws {
    var text = try Vector.root()["tox_id"]["alice"]["address_text"].text()
    text.removeLast()
    #expect(throws: WireError.size) { try ToxID(text: text) }
    #expect(throws: WireError.checksum) { try ToxID(text: text + "1") }
    #expect(throws: WireError.value) { try ToxID(text: text + "x") }
  }

  @Test func `a nonce counts as one big-endian number`() throws {
    let vector = try Vector.root()["crypto"]["nonce increment (24-byte BIG-endian counter)"]
    let before = Nonce(try vector["before"].bytes())
    #expect(before.advanced(by: 1).encoded() == (try vector["plus_one"].bytes()))
    let last = Nonce(try vector["before2"].bytes())
    #expect(last.advanced(by: 1).encoded() == (try vector["plus_one2"].bytes()))
    let base = Nonce(try vector["base"].bytes())
    #expect(base.advanced(by: 0x10000).encoded() == (try vector["plus_0x10000"].bytes()))
  }

  @Test func `packed nodes of each family decode and encode`() throws {
    let nodes = try Vector.root()["packed_node"]
    for name in [
      "udp4 127.0.0.1:33445", "udp6 [2001:db8::1]:33445", "tcp4 198.51.100.7:3389",
      "tcp6 [2001:db8::1]:443",
    ] {
      let bytes = try nodes[name]["bytes"].bytes()
      let node = try PackedNode(decoding: bytes)
      #expect(node.encoded() == bytes)
      for size in 0..<bytes.count {
        #expect(throws: WireError.self) { try PackedNode(decoding: Array(bytes.prefix(size))) }
      }
    }
    let list = try nodes["list of four"]["bytes"].bytes()
    var reader = Reader(list.span)
    #expect(try PackedNode.list(from: &reader, limit: 4).flatMap { $0.encoded() } == list)
    var short = Reader(list.span)
    #expect(throws: WireError.count) { try PackedNode.list(from: &short, limit: 3) }
  }

  @Test func `a fixed endpoint has 19 bytes in both families`() throws {
    let fixed = try Vector.root()["packed_node"]["onion fixed 19-byte ip_port"]
    for family in ["v4", "v6"] {
      let bytes = try fixed[family].bytes()
      #expect(try FixedEndpoint(decoding: bytes).encoded() == bytes)
    }
  }

  @Test func `identifiers obey the packet laws`() throws {
    let root = try Vector.root()
    for family in ["udp4 127.0.0.1:33445", "tcp6 [2001:db8::1]:443"] {
      let node = try root["packed_node"][family]["bytes"].bytes()
      checkPacketLaws(PackedNode.self, node)
      checkPacketLaws(TransportEndpoint.self, Array(node.dropLast(32)))
    }
    let fixed = root["packed_node"]["onion fixed 19-byte ip_port"]
    checkPacketLaws(FixedEndpoint.self, try fixed["v4"].bytes())
    checkPacketLaws(FixedEndpoint.self, try fixed["v6"].bytes())
    let alice = root["tox_id"]["alice"]
    checkPacketLaws(ToxID.self, try alice["address"].bytes())
    checkPacketLaws(NoSpam.self, try alice["nospam"].bytes())
    let key = try alice["public_key"].bytes()
    checkPacketLaws(LongTermPublicKey.self, key)
    checkPacketLaws(DHTPublicKey.self, key)
    checkPacketLaws(SessionPublicKey.self, key)
    checkPacketLaws(OnionDataPublicKey.self, key)
    checkPacketLaws(EphemeralPublicKey.self, key)
    let counter = root["crypto"]["nonce increment (24-byte BIG-endian counter)"]
    checkPacketLaws(Nonce.self, try counter["before"].bytes())
    checkPacketLaws(RequestID.self, try root["dht"]["ping request"]["ping_id"].bytes())
  }

  @Test func `a mapped IPv6 address is an IPv4 address`() throws {
    #expect(IPAddress.v6Normalized(0, 0xffff_7f00_0001) == .loopback4)
  }

  @Test func `LAN addresses are told from others`() {
    #expect(IPAddress.v4(0x7f00_0001).isLAN && IPAddress.v4(0xc0a8_0101).isLAN)
    #expect(IPAddress.v4(0xac10_0001).isLAN && IPAddress.v4(0x6440_0001).isLAN)
    #expect(!IPAddress.v4(0x0808_0808).isLAN && !IPAddress.v4(0xac20_0001).isLAN)
    #expect(IPAddress.v6(0xfe80_0000_0000_0000, 9).isLAN && IPAddress.loopback6.isLAN)
    #expect(!IPAddress.v6(0x2001_0db8_0000_0000, 1).isLAN)
  }
}
