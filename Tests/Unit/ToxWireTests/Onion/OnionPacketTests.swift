import TestSupport
import Testing
import ToxWire

@Suite struct `Onion packets` {
  private func bytes(_ name: String, _ part: String = "packet") throws -> [UInt8] {
    try Vector.root()["onion"][name][part].bytes()
  }

  @Test func `requests obey the packet laws`() throws {
    checkPacketLaws(OnionRequest0.self, try bytes("request 0 (0x80, alice to A)"), sizeMin: 227)
    checkPacketLaws(OnionRequest1.self, try bytes("request 1 (0x81, A to B)"), sizeMin: 219)
    checkPacketLaws(OnionRequest2.self, try bytes("request 2 (0x82, B to C)"), sizeMin: 211)
    checkPacketLaws(
      AnnounceRequest.self, try bytes("announce request (self, first step, ping id 0)"))
    checkPacketLaws(OnionDelivery<AnnounceRequest>.self, try bytes("at D (C to D)"))
    let extended: [UInt8] = [0x87] + (try bytes("at D (C to D)").dropFirst())
    checkPacketLaws(OnionDelivery<ExtendedAnnounceRequest>.self, extended, sizeMin: 354)
    let returns = OnionReturn.size(hops: OnionReturn.hopsMax)
    checkPacketLaws(
      ExtendedAnnounceRequest.self, Array(extended.dropLast(returns)) + [7], sizeMin: 177)
    let data = "data request 0x85 carrying a friend request (bob to alice)"
    checkPacketLaws(OnionDataRequest.self, try bytes(data), sizeMin: 106)
  }

  @Test func `layers obey the packet laws`() throws {
    let request = "request 0 (0x80, alice to A)"
    checkPacketLaws(OnionRelayLayer.self, try bytes(request, "layer1_plain"), sizeMin: 68)
    checkPacketLaws(OnionRelayLayer.self, try bytes(request, "layer2_plain"), sizeMin: 68)
    checkPacketLaws(OnionExitLayer.self, try bytes(request, "layer3_plain"), sizeMin: 20)
    let rest = OnionReturn(
      nonce: Nonce(high: 1, middle: 2, low: 3), sealed: Sealed([UInt8](repeating: 9, count: 35)))
    let origins: [OnionOrigin] = [.endpoint(Endpoint(.loopback6, port: 7)), .client(.max)]
    for origin in origins {
      checkPacketLaws(OnionOrigin.self, origin.encoded())
      let step = OnionReturnStep(origin, rest: rest)
      checkPacketLaws(OnionReturnStep.self, step.encoded(), sizeMin: 19)
      #expect(step.rest.hops == 1 && step.encoded().count == 78)
    }
  }

  @Test func `responses obey the packet laws`() throws {
    checkPacketLaws(OnionResponse3.self, try bytes("response 3 (0x8c, D to C)"), sizeMin: 179)
    checkPacketLaws(OnionResponse2.self, try bytes("response 2 (0x8d, C to B)"), sizeMin: 120)
    checkPacketLaws(OnionResponse1.self, try bytes("response 1 (0x8e, B to A)"), sizeMin: 61)
    checkPacketLaws(AnnounceResponse.self, try bytes("announce response"), sizeMin: 82)
    checkPacketLaws(
      ExtendedAnnounceResponse.self, try bytes("announce response, 0x88 form"), sizeMin: 83)
    checkPacketLaws(
      OnionDataResponse.self,
      try bytes(
        "data request 0x85 carrying a friend request (bob to alice)", "data_response_0x86"),
      sizeMin: 74)
  }

  @Test func `payloads obey the packet laws`() throws {
    let request = try bytes("announce request (self, first step, ping id 0)", "plain")
    checkPacketLaws(AnnounceRequest.Payload.self, request)
    checkPacketLaws(ExtendedAnnounceRequest.Payload.self, request + [1, 2, 3], sizeMin: 104)
    let response = try bytes("announce response", "plain")
    checkPacketLaws(AnnounceResponse.Payload.self, response, sizeMin: 33)
    let extended = Array(response.prefix(33)) + [2] + Array(response.dropFirst(33))
    checkPacketLaws(
      ExtendedAnnounceResponse.Payload.self, extended + [7], sizeMin: extended.count)
    let data = "data request 0x85 carrying a friend request (bob to alice)"
    checkPacketLaws(OnionData.self, try bytes(data, "inner"), sizeMin: 49)
    checkPacketLaws(OnionFriendRequest.self, try bytes(data, "friend_request"), sizeMin: 6)
    let longest = [0x20, 1, 2, 3, 4] + [UInt8](repeating: 65, count: 1016)
    checkPacketLaws(OnionFriendRequest.self, longest, sizeMin: 6)
    #expect(throws: WireError.size) { try OnionFriendRequest(decoding: longest + [65]) }
    let dhtKey = try Vector.root()["dht"]["DHT request: DHT public key packet (0x9c)"]
    checkPacketLaws(DHTKeyPacket.self, try dhtKey["inner_plain"].bytes(), sizeMin: 41)
    let sealed = [UInt8](repeating: 3, count: 32 + 24 + 17)
    checkPacketLaws(SealedDHTKeyPacket.self, sealed + [4], sizeMin: sealed.count)
    checkPacketLaws(AnnouncePingID.self, Array(request.prefix(32)))
    checkPacketLaws(AnnounceOutcome.self, Array(response.prefix(33)))
  }

  @Test func `what the onion brings is told apart by its first byte`() throws {
    let request = OnionFriendRequest(NoSpam(7), message: [65])
    #expect(try OnionContent(decoding: request.encoded()) == .friendRequest(request))
    let dhtKey = try Vector.root()["dht"]["DHT request: DHT public key packet (0x9c)"]
    let packet = try dhtKey["inner_plain"].bytes()
    #expect(try OnionContent(decoding: packet) == .dhtKey(DHTKeyPacket(decoding: packet)))
    for bytes: [UInt8] in [[], [0x42], [0x21, 1, 2, 3, 4, 65]] {
      #expect(throws: WireError.kind) { try OnionContent(decoding: bytes) }
    }
    #expect(throws: WireError.truncated) { try OnionContent(decoding: [0x9c, 1]) }
  }

  @Test func `what hops carry obeys the packet laws`() throws {
    let layer = try bytes("request 0 (0x80, alice to A)", "layer3_plain")
    let request = Array(layer.dropFirst(FixedEndpoint.size))
    checkPacketLaws(OnionRequestPayload.self, request, sizeMin: 1)
    checkPacketLaws(OnionResponsePayload.self, try bytes("announce response"), sizeMin: 1)
  }

  @Test func `the exit takes announce and data requests, and nothing else`() throws {
    let layer = try bytes("request 0 (0x80, alice to A)", "layer3_plain")
    for kind in UInt8.min...UInt8.max {
      var changed = layer
      changed[FixedEndpoint.size] = kind
      let decoded = try? OnionExitLayer(decoding: changed)
      #expect((decoded != nil) == [0x83, 0x85, 0x87].contains(kind), "kind \(kind)")
    }
  }

  @Test func `a response carries what an announced node may answer, and nothing else`() throws {
    let response = try bytes("response 1 (0x8e, B to A)")
    for kind in UInt8.min...UInt8.max {
      var changed = response
      changed[1 + OnionReturn.size(hops: 1)] = kind
      let decoded = try? OnionResponse1(decoding: changed)
      #expect((decoded != nil) == [0x84, 0x86, 0x88].contains(kind), "kind \(kind)")
    }
  }

  @Test func `a hop over TCP and a node over TCP are refused`() throws {
    let request = "request 0 (0x80, alice to A)"
    for part in ["layer1_plain", "layer2_plain"] {
      var layer = try bytes(request, part)
      layer[0] |= 0x80
      #expect(throws: WireError.addressFamily) { try OnionRelayLayer(decoding: layer) }
    }
    var exit = try bytes(request, "layer3_plain")
    exit[0] |= 0x80
    #expect(throws: WireError.addressFamily) { try OnionExitLayer(decoding: exit) }
    var response = try bytes("announce response", "plain")
    response[AnnounceOutcome.size] |= 0x80
    #expect(throws: WireError.addressFamily) {
      try AnnounceResponse.Payload(decoding: response)
    }
  }

  @Test func `oversized packets and lists are refused`() throws {
    let request = try bytes("request 0 (0x80, alice to A)")
    let room = OnionSize.packetMax - request.count
    _ = try OnionRequest0(decoding: request + [UInt8](repeating: 0, count: room))
    #expect(throws: WireError.size) {
      try OnionRequest0(decoding: request + [UInt8](repeating: 0, count: room + 1))
    }
    let response = try bytes("announce response", "plain")
    let node = Array(response.dropFirst(33).prefix(39))
    let head = Array(response.prefix(33))
    let fiveNodes = [[UInt8]](repeating: node, count: 5).flatMap { $0 }
    #expect(throws: WireError.count) {
      try AnnounceResponse.Payload(decoding: head + fiveNodes)
    }
    #expect(throws: WireError.count) {
      try ExtendedAnnounceResponse.Payload(decoding: head + [5] + fiveNodes)
    }
  }

  @Test func `an outcome is 0, 1 or 2`() throws {
    var response = try bytes("announce response", "plain")
    response[0] = 3
    #expect(throws: WireError.value) { try AnnounceResponse.Payload(decoding: response) }
  }
}
