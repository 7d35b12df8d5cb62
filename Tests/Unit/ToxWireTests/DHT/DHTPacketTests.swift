import TestSupport
import Testing
import ToxWire

@Suite struct `DHT packets` {
  private func vector(_ name: String) throws -> Vector { try Vector.root()["dht"][name] }

  @Test func `packets of the DHT obey the packet laws`() throws {
    checkPacketLaws(PingRequest.self, try vector("ping request")["packet"].bytes())
    checkPacketLaws(PingResponse.self, try vector("ping response")["packet"].bytes())
    checkPacketLaws(NodesRequest.self, try vector("nodes request")["packet"].bytes())
    checkPacketLaws(
      NodesResponse.self, try vector("nodes response, 0 nodes")["packet"].bytes(), sizeMin: 82)
    checkPacketLaws(
      NodesResponse.self, try vector("nodes response, v4 + v6")["packet"].bytes(), sizeMin: 82)
    checkPacketLaws(LANDiscovery.self, try vector("lan discovery")["packet"].bytes())
    for name in ["NAT ping request", "NAT ping response", "DHT public key packet (0x9c)"] {
      checkPacketLaws(
        DHTRequest.self, try vector("DHT request: \(name)")["packet"].bytes(), sizeMin: 106)
    }
    checkPacketLaws(BootstrapInfoRequest.self, try vector("bootstrap info")["request"].bytes())
    checkPacketLaws(
      BootstrapInfoResponse.self, try vector("bootstrap info")["response"].bytes(), sizeMin: 5)
  }

  @Test func `payloads obey the packet laws`() throws {
    let id = RequestID(0x0102_0304_0506_0708)
    let key = DHTPublicKey(try Vector.key("alice dht"))
    checkPacketLaws(PingRequest.Payload.self, PingRequest.Payload(id: id).encoded())
    checkPacketLaws(PingResponse.Payload.self, PingResponse.Payload(id: id).encoded())
    checkPacketLaws(
      NodesRequest.Payload.self, NodesRequest.Payload(target: key, id: id).encoded())
    let node4 = PackedNode(udp: Endpoint(.loopback4, port: 33_445), key)
    let node6 = PackedNode(udp: Endpoint(.loopback6, port: 33_445), key)
    checkPacketLaws(
      NodesResponse.Payload.self,
      NodesResponse.Payload(nodes: [node4, node6, node4, node6], id: id).encoded())
    checkPacketLaws(NATPing.self, [1, 1, 2, 3, 4, 5, 6, 7, 8])
    #expect(NATPing(.response, id: id).encoded() == [1, 1, 2, 3, 4, 5, 6, 7, 8])
    checkPacketLaws(
      DHTRequestData.self, DHTRequestData.natPing(NATPing(.response, id: id)).encoded())
    checkPacketLaws(DHTRequestData.self, DHTRequestData.dhtKey([1, 2, 3]).encoded(), sizeMin: 1)
  }

  @Test func `a payload with the kind of the opposite packet is refused`() {
    let request = PingRequest.Payload(id: RequestID(1)).encoded()
    #expect(throws: WireError.kind) { try PingResponse.Payload(decoding: request) }
    let response = PingResponse.Payload(id: RequestID(1)).encoded()
    #expect(throws: WireError.kind) { try PingRequest.Payload(decoding: response) }
  }

  @Test func `a nodes response with five nodes, a wrong count or a relay is refused`() throws {
    let node = PackedNode(
      udp: Endpoint(.loopback4, port: 1), DHTPublicKey(try Vector.key("alice dht"))
    ).encoded()
    let id = [UInt8](repeating: 7, count: 8)
    #expect(throws: WireError.count) {
      try NodesResponse.Payload(decoding: [5] + node + node + node + node + node + id)
    }
    #expect(throws: WireError.self) { try NodesResponse.Payload(decoding: [2] + node + id) }
    #expect(throws: WireError.trailing) {
      try NodesResponse.Payload(decoding: [1] + node + node + id)
    }
    #expect(throws: WireError.addressFamily) {
      try NodesResponse.Payload(decoding: [1] + [130] + node.dropFirst() + id)
    }
  }

  @Test func `a DHT request is 106 to 1024 bytes`() throws {
    let header = [UInt8](try vector("DHT request: NAT ping request")["packet"].bytes().prefix(89))
    func packet(size: Int) -> [UInt8] { header + [UInt8](repeating: 1, count: size - 89) }
    #expect(throws: WireError.truncated) { try DHTRequest(decoding: packet(size: 105)) }
    #expect(try DHTRequest(decoding: packet(size: 106)).data.bytes.count == 17)
    #expect(try DHTRequest(decoding: packet(size: 1_024)).encoded() == packet(size: 1_024))
    #expect(throws: WireError.size) { try DHTRequest(decoding: packet(size: 1_025)) }
    #expect(DHTRequest.dataSizes == 1...919)
  }

  @Test func `a request for bootstrap info has 78 bytes, whatever the padding`() throws {
    #expect(throws: WireError.truncated) {
      try BootstrapInfoRequest(decoding: [0xf0] + [UInt8](repeating: 0, count: 76))
    }
    _ = try BootstrapInfoRequest(decoding: [0xf0] + [UInt8](repeating: 9, count: 77))
  }

  @Test func `an unknown id in a DHT request is a kind that we do not know`() {
    #expect(throws: WireError.kind) { try DHTRequestData(decoding: [0x20, 1, 2, 3]) }
    #expect(throws: WireError.value) { try DHTRequestData(decoding: [0xfe, 2] + [UInt8](1...8)) }
  }
}
