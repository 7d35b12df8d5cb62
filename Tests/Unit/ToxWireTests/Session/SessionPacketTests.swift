import TestSupport
import Testing
import ToxWire

@Suite struct `Session packets` {
  private func vector(_ name: String) throws -> Vector { try Vector.root()["net_crypto"][name] }

  @Test func `packets of a session obey the packet laws`() throws {
    let request = try vector("cookie request (alice to bob)")
    checkPacketLaws(CookieRequest.self, try request["packet"].bytes())
    checkPacketLaws(CookieRequest.Payload.self, try request["plain"].bytes())
    checkPacketLaws(Cookie.self, try vector("cookie made by bob")["cookie"].bytes())
    checkPacketLaws(
      CookieResponse.self, try vector("cookie response (bob to alice)")["packet"].bytes())
    checkPacketLaws(Handshake.self, try vector("handshake alice to bob")["packet"].bytes())
    checkPacketLaws(Handshake.self, try vector("handshake bob to alice")["packet"].bytes())
    checkPacketLaws(
      SessionData.self, try vector("data 0: ONLINE")["packet"].bytes(), sizeMin: 28)
    checkPacketLaws(
      SessionData.self, try vector("data 9: largest (1372-byte message)")["packet"].bytes(),
      sizeMin: 28)
  }

  @Test func `what the boxes of a session hold obeys the packet laws`() throws {
    let cookie = try vector("cookie made by bob")["cookie"].bytes()
    let echo: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    checkPacketLaws(CookieResponse.Payload.self, cookie + echo)
    #expect(try CookieResponse.Payload(decoding: cookie + echo).echo == 0x0102_0304_0506_0708)
    let keys = try Vector.key("alice real") + Vector.key("alice dht")
    checkPacketLaws(Cookie.Payload.self, echo + keys)
    #expect(try Cookie.Payload(decoding: echo + keys).dhtKey.bytes == Vector.key("alice dht"))

    let handshake = try vector("handshake alice to bob")
    let nonce = try handshake["base_nonce"].bytes()
    let hash = try handshake["sha512_outer_cookie"].bytes()
    let payload = nonce + keys.prefix(32) + hash + cookie
    checkPacketLaws(Handshake.Payload.self, payload)
    #expect(try Handshake.Payload(decoding: payload).cookieHash == hash)
    // Its padding lies inside, so that a truncation is another plaintext: see below.
    checkPacketLaws(
      SessionData.Plaintext.self, try vector("data 1: ALIVE")["plain"].bytes(), sizeMin: 9,
      isPadded: true)
  }

  @Test func `data of 27 and 1401 bytes is refused`() {
    let head: [UInt8] = [0x1b, 0, 0]
    for size in [27, 1401] {
      #expect(throws: WireError.size) {
        try SessionData(decoding: head + [UInt8](repeating: 1, count: size - 3))
      }
    }
    #expect(throws: Never.self) {
      try SessionData(decoding: head + [UInt8](repeating: 1, count: 1397))
    }
  }

  @Test func `the plaintext of data has its padding before the payload`() throws {
    for name in [
      "data 0: ONLINE", "data 1: ALIVE", "data 2: message (crosses the low-16-bit nonce wrap)",
      "data 3: request packet, nothing missing, lossy num = next send number", "data 4: KILL",
    ] {
      let plain = try vector(name)["plain"].bytes()
      let value = try SessionData.Plaintext(decoding: plain)
      #expect(value.encoded() == plain)
      #expect(try SessionData.Plaintext(decoding: plain) == value)
      #expect(value.payload.first != 0)
    }
    let padding = [UInt8](repeating: 0, count: 16)
    #expect(try SessionData.Plaintext(decoding: padding).payload.isEmpty)
    #expect(try SessionData.Plaintext(decoding: padding).payload.isEmpty)
    #expect(throws: WireError.self) { try SessionData.Plaintext(decoding: Array(padding[..<8])) }
    #expect(throws: WireError.self) { try SessionData.Plaintext(decoding: Array(padding[..<8])) }
  }

  @Test func `the largest message makes the largest packet`() {
    let message = [UInt8](repeating: 0x40, count: 1373)
    let plain = SessionData.Plaintext(bufferStart: 1, number: 2, payload: message).encoded()
    #expect(plain.count + 16 + 3 == 1400)
  }

  @Test func `request lists encode and decode as the vectors say`() throws {
    for test in try vector("request encoding")["cases_list"].list {
      let start = try test["recv_buffer_start"].integer()
      let end = try test["recv_buffer_end"].integer()
      let missing = try test["missing"].list.map { try $0.integer() - start }
      let list = RequestList(missing: missing, count: end - start)
      let bytes = try test["bytes"].bytes()
      #expect([RequestList.payloadID] + list.encoded() == bytes)
      let decoded = try RequestList(decoding: Array(bytes.dropFirst()))
      #expect(decoded.missing == missing)
      #expect(decoded.count <= max(end - start, 0))
    }
  }

  @Test func `a request list that is too long for a packet is cut`() throws {
    let all = RequestList(missing: Array(0..<2_000), count: 2_000).encoded()
    #expect(all.count == 1_372)
    #expect(try RequestList(decoding: all).missing == Array(0..<1_372))
    let far = RequestList(missing: [400_000], count: 400_001).encoded()
    #expect(far.count == 1_372 && far.allSatisfy { $0 == 0 })
    checkPacketLaws(RequestList.self, all, sizeMin: 0)
    checkPacketLaws(RequestList.self, far, sizeMin: 0)
  }
}
