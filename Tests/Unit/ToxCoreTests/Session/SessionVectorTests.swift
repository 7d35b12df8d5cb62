import TestSupport
import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Session vectors` {
  private func vector(_ name: String) throws -> Vector { try Vector.root()["net_crypto"][name] }

  private func secret(_ name: String) throws -> SecretKey {
    SecretKey(bytes: try Vector.secret(name))
  }

  private func dhtBox() throws -> BoxKey {
    try #require(BoxKey(DHTPublicKey(try Vector.key("alice dht")), try secret("bob dht")))
  }

  @Test func `the cookie request opens and seals`() throws {
    let vector = try vector("cookie request (alice to bob)")
    let bytes = try vector["packet"].bytes()
    let packet = try CookieRequest(decoding: bytes)
    #expect(packet.sender.bytes == (try Vector.key("alice dht")))
    let payload = try #require(
      try dhtBox().open(packet.sealed, nonce: packet.nonce, as: CookieRequest.Payload.self))
    #expect(payload.sender.bytes == (try Vector.key("alice real")))
    #expect(payload.echo == 0x1122_3344_5566_7788)
    let sealed = try dhtBox().seal(payload, nonce: packet.nonce)
    #expect(
      CookieRequest(sender: packet.sender, nonce: packet.nonce, sealed: sealed).encoded() == bytes)
  }

  @Test func `the cookie opens, and rides in the cookie response`() throws {
    let vector = try vector("cookie made by bob")
    let cookie = try Cookie(decoding: try vector["cookie"].bytes())
    let key = BoxKey(bytes: try vector["symmetric_key"].bytes())
    let payload = try #require(
      key.open(cookie.sealed, nonce: cookie.nonce, as: Cookie.Payload.self))
    #expect(payload.time.byteSwapped == 1_700_000_000)
    #expect(payload.longTermKey.bytes == (try Vector.key("alice real")))
    #expect(payload.dhtKey.bytes == (try Vector.key("alice dht")))
    let bytes = try self.vector("cookie response (bob to alice)")["packet"].bytes()
    let response = try CookieResponse(decoding: bytes)
    let answer = CookieResponse.Payload(cookie: cookie, echo: 0x1122_3344_5566_7788)
    let sealed = try dhtBox().seal(answer, nonce: response.nonce)
    #expect(CookieResponse(nonce: response.nonce, sealed: sealed).encoded() == bytes)
  }

  @Test(arguments: ["alice to bob", "bob to alice"])
  func `the handshake opens and seals`(direction: String) throws {
    let vector = try vector("handshake \(direction)")
    let bytes = try vector["packet"].bytes()
    let packet = try Handshake(decoding: bytes)
    #expect(packet.cookie.encoded() == (try vector["outer_cookie"].bytes()))
    let box = try #require(
      BoxKey(LongTermPublicKey(try Vector.key("alice real")), try secret("bob real")))
    let payload = try #require(SessionHandshake.open(packet, with: box))
    #expect(payload.baseNonce.encoded() == (try vector["base_nonce"].bytes()))
    let pair = KeyPair<SessionPublicKey>(
      secretKey: SecretKey(bytes: try vector["session_secret"].bytes()))
    #expect(payload.sessionKey == pair.publicKey)
    let sealed = box.seal(payload, nonce: packet.nonce)
    #expect(
      Handshake(cookie: packet.cookie, nonce: packet.nonce, sealed: sealed).encoded() == bytes)
  }

  @Test func `the session key opens and seals all data packets`() throws {
    let key = try #require(
      BoxKey(SessionPublicKey(try Vector.key("alice session")), try secret("bob session")))
    let sessionKey = BoxKey(bytes: try vector("session key")["key"].bytes())
    for name in [
      "data 0: ONLINE", "data 1: ALIVE", "data 2: message (crosses the low-16-bit nonce wrap)",
      "data 3: request packet, nothing missing, lossy num = next send number", "data 4: KILL",
    ] {
      let bytes = try vector(name)["packet"].bytes()
      let packet = try SessionData(decoding: bytes)
      let nonce = Nonce(try vector(name)["nonce"].bytes())
      #expect(packet.nonceLow16 == nonce.low16)
      let plaintext = try #require(key.open(packet.sealed, nonce: nonce))
      #expect(plaintext == (try vector(name)["plain"].bytes()))
      let value = try SessionData.Plaintext(decoding: plaintext)
      let sealed = sessionKey.seal(value, nonce: nonce)
      #expect(SessionData(nonceLow16: nonce.low16, sealed: sealed).encoded() == bytes)
    }
  }

  @Test func `the largest packet is ours byte for byte`() throws {
    let key = BoxKey(bytes: try vector("session key")["key"].bytes())
    let base = Nonce(try vector("handshake alice to bob")["base_nonce"].bytes())
    let message = [0x40] + [UInt8](repeating: 0x78, count: 1_372)
    let plaintext = SessionData.Plaintext(bufferStart: 0, number: 0, payload: message)
    let nonce = base.advanced(by: 9)
    let packet = SessionData(
      nonceLow16: nonce.low16, sealed: key.seal(plaintext, nonce: nonce))
    #expect(
      packet.encoded() == (try vector("data 9: largest (1372-byte message)")["packet"].bytes()))
  }

  @Test func `a channel writes the packets of the vectors`() throws {
    let network = SessionNetwork()
    let peer = network.add()
    let key = BoxKey(bytes: try vector("session key")["key"].bytes())
    let base = Nonce(try vector("handshake alice to bob")["base_nonce"].bytes())
    var path = Path()
    path.add(peer.endpoint, isProved: true, now: network.now)
    var channel = SessionChannel(
      SessionID(1), peer.dhtKey, key: key, peerKey: SessionPublicKey(.zero), sendNonce: base,
      receiveNonce: base, firstNumber: 0, now: network.now)
    for (number, payload) in [[UInt8(0x18)], [0x10]].enumerated() {
      let sent = try channel.send(payload, peer.context.limits)
      #expect(sent == UInt32(number))
    }
    var noBulk = NoBulk()
    channel.pump(bulk: &noBulk, through: path, &peer.context[at: network.now])
    #expect(
      peer.nextTransmit()?.bytes == (try vector("data 0: ONLINE")["packet"].bytes()))
    #expect(peer.nextTransmit()?.bytes == (try vector("data 1: ALIVE")["packet"].bytes()))
  }

  @Test func `the receiving nonce follows the table`() throws {
    for test in try vector("receive nonce window")["cases_list"].list {
      let base = Nonce(try test["base"].bytes())
      var window = NonceWindow(base: base)
      let wire = try test["wire"].bytes()
      let position = window.position(of: UInt16(wire[0]) << 8 | UInt16(wire[1]))
      #expect(position.nonce.encoded() == (try test["nonce"].bytes()))
      window.accept(position)
      let after = Nonce(try test["base_after_success"].bytes())
      #expect(window.position(of: after.low16).nonce == after)
      #expect(window.position(of: after.low16 &- 1).nonce == after.advanced(by: 65_535))
    }
  }
}
