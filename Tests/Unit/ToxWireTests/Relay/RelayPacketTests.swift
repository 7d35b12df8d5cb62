import TestSupport
import Testing
import ToxWire

@Suite struct `Relay packets` {
  private let key = [UInt8](1...32)
  private let id = [UInt8](1...8)

  private func onionRequest() throws -> [UInt8] {
    let name = "TCP onion request (TCP packet 0x08 payload, relay acts as node A)"
    return try Vector.root()["onion"][name]["packet"].bytes()
  }

  private func onionResponse() throws -> [UInt8] {
    [0x09] + (try Vector.root()["onion"]["announce response"]["packet"].bytes())
  }

  private func fromClient(_ bytes: [UInt8]) throws(WireError) -> RelayPacket.FromClient {
    try RelayPacket.FromClient(decoding: bytes.span)
  }

  private func fromRelay(_ bytes: [UInt8]) throws(WireError) -> RelayPacket.FromRelay {
    try RelayPacket.FromRelay(decoding: bytes.span)
  }

  @Test func `packets of a relay obey the packet laws`() throws {
    checkPacketLaws(RelaySlot.self, [0x10])
    checkPacketLaws(RoutingRequest.self, [0x00] + key)
    checkPacketLaws(RoutingResponse.self, [0x01, 0x10] + key)
    checkPacketLaws(RoutingResponse.self, [0x01, 0x00] + key)
    checkPacketLaws(ConnectNotification.self, [0x02, 0xff])
    checkPacketLaws(DisconnectNotification.self, [0x03, 0x10])
    checkPacketLaws(RelayPing.self, [0x04] + id)
    checkPacketLaws(RelayPong.self, [0x05] + id)
    checkPacketLaws(OutOfBandSend.self, [0x06] + key + [1, 2, 3], sizeMin: 34)
    checkPacketLaws(OutOfBandReceived.self, [0x07] + key + [1, 2, 3], sizeMin: 34)
    checkPacketLaws(RelayOnionRequest.self, try onionRequest(), sizeMin: 160)
    checkPacketLaws(RelayOnionResponse.self, try onionResponse(), sizeMin: 2)
    checkPacketLaws(RelayData.self, [0xff, 1, 2, 3], sizeMin: 2)
  }

  @Test func `a client's packets are told apart by their first byte`() throws {
    let peer = DHTPublicKey(key)
    #expect(try fromClient([0x00] + key) == .routingRequest(RoutingRequest(peer: peer)))
    #expect(try fromClient([0x02, 0x10]) == .connectNotification)
    let slot = try #require(RelaySlot(0x17))
    #expect(
      try fromClient([0x03, 0x17]) == .disconnectNotification(DisconnectNotification(slot: slot)))
    let requestID = RequestID(0x0102_0304_0506_0708)
    #expect(try fromClient([0x04] + id) == .ping(RelayPing(id: requestID)))
    #expect(try fromClient([0x05] + id) == .pong(RelayPong(id: requestID)))
    #expect(
      try fromClient([0x06] + key + [9]) == .outOfBandSend(OutOfBandSend(to: peer, [9])))
    let request = try RelayOnionRequest(decoding: try onionRequest())
    #expect(try fromClient(try onionRequest()) == .onionRequest(request))
    #expect(try fromClient([0x0a, 1]) == .unserved)
    #expect(try fromClient([0x17, 1]) == .data(slot))
  }

  @Test func `a relay's packets are told apart by their first byte`() throws {
    let peer = DHTPublicKey(key)
    let slot = try #require(RelaySlot(0x17))
    #expect(
      try fromRelay([0x01, 0x17] + key)
        == .routingResponse(RoutingResponse(slot: slot, peer: peer)))
    #expect(try fromRelay([0x02, 0x17]) == .connectNotification(ConnectNotification(slot: slot)))
    #expect(
      try fromRelay([0x03, 0x17]) == .disconnectNotification(DisconnectNotification(slot: slot)))
    let requestID = RequestID(0x0102_0304_0506_0708)
    #expect(try fromRelay([0x04] + id) == .ping(RelayPing(id: requestID)))
    #expect(try fromRelay([0x05] + id) == .pong(RelayPong(id: requestID)))
    #expect(
      try fromRelay([0x07] + key + [9]) == .outOfBandReceived(OutOfBandReceived(from: peer, [9])))
    let response = try RelayOnionResponse(decoding: try onionResponse())
    #expect(try fromRelay(try onionResponse()) == .onionResponse(response))
    #expect(try fromRelay([0x0b, 1]) == .unserved)
    #expect(try fromRelay([0x17, 1]) == .data(slot))
  }

  @Test func `a packet of the other side's is refused, and so is one that neither side may send`() {
    for kind: UInt8 in [0x01, 0x07, 0x09, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f] {
      #expect(throws: WireError.kind) { try fromClient([kind] + [UInt8](1...64)) }
    }
    for kind: UInt8 in [0x00, 0x06, 0x08, 0x0a, 0x0c, 0x0d, 0x0e, 0x0f] {
      #expect(throws: WireError.kind) { try fromRelay([kind] + [UInt8](1...64)) }
    }
  }

  @Test func `a response whose slot is below 16 is a refusal`() throws {
    for slot in UInt8.min...UInt8.max {
      let response = try RoutingResponse(decoding: [0x01, slot] + key)
      #expect((response.slot == nil) == (slot < 16), "slot \(slot)")
    }
  }

  @Test func `a notification about no slot is refused in both directions`() {
    for kind in [ConnectNotification.kind, DisconnectNotification.kind] {
      #expect(throws: WireError.value) { try fromClient([kind, 0x0f]) }
      #expect(throws: WireError.value) { try fromRelay([kind, 0x0f]) }
    }
  }

  @Test func `data has 1 to 2031 bytes, out of band 1 to 1024`() throws {
    #expect(throws: WireError.truncated) { try fromClient([0x10]) }
    #expect(throws: WireError.truncated) { try fromRelay([0x10]) }
    let long = [UInt8](repeating: 7, count: 2031)
    #expect(throws: Never.self) { try fromClient([0x10] + long) }
    #expect(throws: WireError.size) { try fromClient([0x10] + long + [7]) }
    #expect(throws: WireError.size) { try RelayData(decoding: [0x10] + long + [7]) }
    let band = [UInt8](repeating: 7, count: 1024)
    #expect(throws: WireError.truncated) { try fromClient([0x06] + key) }
    #expect(throws: Never.self) { try fromClient([0x06] + key + band) }
    #expect(throws: WireError.size) { try fromClient([0x06] + key + band + [7]) }
    #expect(throws: WireError.size) { try fromRelay([0x07] + key + band + [7]) }
  }

  @Test func `an onion request that hop B could not take is refused`() throws {
    let request = try onionRequest()
    #expect(throws: WireError.truncated) { try fromClient(Array(request.prefix(159))) }
    let room = RelayOnionRequest.sizes.upperBound - request.count
    let longest = request + [UInt8](repeating: 0, count: room)
    let decoded = try RelayOnionRequest(decoding: longest)
    let step = Sealed([UInt8](repeating: 0, count: Sealed.overhead + FixedEndpoint.size))
    let onward = OnionRequest1(
      nonce: decoded.nonce, key: decoded.layer.key, sealed: decoded.layer.sealed,
      returnPath: OnionReturn(nonce: decoded.nonce, sealed: step))
    #expect(onward.encoded().count == OnionSize.packetMax)
    #expect(throws: WireError.size) { try fromClient(longest + [0]) }
  }
}
