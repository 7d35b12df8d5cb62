import TestSupport
import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

/// The written vectors, each layer opened with its key and sealed again to the same bytes.
@Suite struct `Onion vectors` {
  private func bytes(_ name: String, _ part: String = "packet") throws -> [UInt8] {
    try Vector.root()["onion"][name][part].bytes()
  }

  private func secret(_ name: String) throws -> SecretKey {
    SecretKey(bytes: try Vector.secret(name))
  }

  /// The secret of a key that the vectors name but don't list.
  private func derivedSecret(_ label: String) -> SecretKey {
    SecretKey(bytes: Hash.sha256(Array("tox-vector key \(label)".utf8)).bytes)
  }

  private let request = "request 0 (0x80, alice to A)"

  @Test func `each request's layer opens with its hop's key and seals again`() throws {
    func check(_ packet: some OnionRequest, hop: String, part: String) throws {
      let key = try #require(BoxKey(packet.key, try secret(hop)))
      let plaintext = try bytes(request, part)
      #expect(key.open(packet.sealed, nonce: packet.nonce) == plaintext)
      #expect(key.seal(plaintext, nonce: packet.nonce) == packet.sealed)
    }
    try check(OnionRequest0(decoding: try bytes(request)), hop: "node A", part: "layer1_plain")
    try check(
      OnionRequest1(decoding: try bytes("request 1 (0x81, A to B)")), hop: "node B",
      part: "layer2_plain")
    try check(
      OnionRequest2(decoding: try bytes("request 2 (0x82, B to C)")), hop: "node C",
      part: "layer3_plain")
  }

  @Test func `each layer holds the next packet`() throws {
    let first = try OnionRequest0(decoding: try bytes(request))
    let second = try OnionRequest1(decoding: try bytes("request 1 (0x81, A to B)"))
    let third = try OnionRequest2(decoding: try bytes("request 2 (0x82, B to C)"))
    let layer1 = try OnionRelayLayer(decoding: try bytes(request, "layer1_plain"))
    let layer2 = try OnionRelayLayer(decoding: try bytes(request, "layer2_plain"))
    let layer3 = try OnionExitLayer(decoding: try bytes(request, "layer3_plain"))
    #expect(layer1.next == Endpoint(.v4(0x7f00_0002), port: 33_445))
    #expect(
      OnionRequest1(
        nonce: first.nonce, key: layer1.key, sealed: layer1.sealed, returnPath: second.returnPath)
        == second)
    #expect(
      OnionRequest2(
        nonce: first.nonce, key: layer2.key, sealed: layer2.sealed, returnPath: third.returnPath)
        == third)
    #expect(layer3.destination == Endpoint(.v4(0x7f00_0004), port: 33_445))
    let atDestination = try OnionDelivery<AnnounceRequest>(
      decoding: try bytes("at D (C to D)"))
    #expect(atDestination.request.encoded() == layer3.payload.bytes)
  }

  @Test func `the ways back open one within the other`() throws {
    let ways = [
      ("at D (C to D)", "return_key_C", "return3"),
      ("request 2 (0x82, B to C)", "return_key_B", "return2"),
      ("request 1 (0x81, A to B)", "return_key_A", "return1"),
    ]
    for (index, (name, keyName, part)) in ways.enumerated() {
      let blob = try bytes(name, part)
      var reader = Reader(blob.span)
      let way = try OnionReturn(hops: 3 - index, from: &reader)
      let key = BoxKey(bytes: try bytes(name, keyName))
      let (nonce, sealed) = try #require(way.box)
      let opened: OnionReturnStep? = key.open(sealed, nonce: nonce)
      let step = try #require(opened)
      #expect(OnionReturn(nonce: nonce, sealed: key.seal(step, nonce: nonce)) == way)
      let inner = index < 2 ? try bytes(ways[index + 1].0, ways[index + 1].2) : []
      #expect(step.rest.bytes == inner && step.rest.hops == 2 - index)
    }
  }

  @Test func `the announce request and both forms of its answer open and seal again`() throws {
    let name = "announce request (self, first step, ping id 0)"
    let packet = try AnnounceRequest(decoding: try bytes(name))
    let key = try #require(BoxKey(packet.requester, try secret("node D")))
    let plaintext = try #require(key.open(packet.sealed, nonce: packet.nonce))
    #expect(plaintext == (try bytes(name, "plain")))
    let payload = try AnnounceRequest.Payload(decoding: plaintext)
    #expect(payload.pingID == .none && payload.searchedKey == packet.requester)
    #expect(key.seal(payload, nonce: packet.nonce) == packet.sealed)

    let answer = try AnnounceResponse(decoding: try bytes("announce response"))
    #expect(answer.sendback == payload.sendback)
    let opened: AnnounceResponse.Payload? = key.open(answer.sealed, nonce: answer.nonce)
    let body = try #require(opened)
    #expect(body.encoded() == (try bytes("announce response", "plain")))
    #expect(key.seal(body, nonce: answer.nonce) == answer.sealed)

    let extended = try ExtendedAnnounceResponse(
      decoding: try bytes("announce response, 0x88 form"))
    #expect(
      key.open(extended.sealed, nonce: extended.nonce)
        == ExtendedAnnounceResponse.Payload(body).encoded())
  }

  @Test func `the ping id is the keyed tag of epoch, requester and exit`() throws {
    let vector = try Vector.root()["onion"][
      "ping id as c-toxcore derives it (private to node D; shape only)"]
    let pingIDs = AnnouncePingIDs(AuthenticationKey(bytes: try vector["hmac_key"].bytes()))
    let made = pingIDs.current(
      for: LongTermPublicKey(try Vector.key("alice real")),
      over: Endpoint(.v4(0x7f00_0003), port: 33_445),
      now: .seconds(Int64(try vector["unix_time_int"].integer())))
    #expect(made.encoded() == (try vector["ping_id"].bytes()))
  }

  @Test func `responses carry the announce response on each link`() throws {
    let payload = try bytes("announce response")
    let third = try OnionResponse3(decoding: try bytes("response 3 (0x8c, D to C)"))
    let second = try OnionResponse2(decoding: try bytes("response 2 (0x8d, C to B)"))
    let first = try OnionResponse1(decoding: try bytes("response 1 (0x8e, B to A)"))
    #expect(third.payload.bytes == payload && second.payload.bytes == payload)
    #expect(first.payload.bytes == payload)
    #expect(third.returnPath.bytes == (try bytes("at D (C to D)", "return3")))
    #expect(second.returnPath.bytes == (try bytes("request 2 (0x82, B to C)", "return2")))
    #expect(first.returnPath.bytes == (try bytes("request 1 (0x81, A to B)", "return1")))
  }

  @Test func `a friend request opens with the data key, then with the long-term key`() throws {
    let name = "data request 0x85 carrying a friend request (bob to alice)"
    let packet = try OnionDataRequest(decoding: try bytes(name))
    #expect(packet.destination.bytes == (try Vector.key("alice real")))
    #expect(packet.response.encoded() == (try bytes(name, "data_response_0x86")))

    let nonce = packet.response.nonce
    let outer = try #require(
      BoxKey(packet.response.temporaryKey, derivedSecret("alice onion data key")))
    let opened: OnionData? = outer.open(packet.response.sealed, nonce: nonce)
    let data = try #require(opened)
    #expect(data.encoded() == (try bytes(name, "inner")))
    let inner = try #require(BoxKey(data.sender, try secret("alice real")))
    let openedRequest: OnionFriendRequest? = inner.open(data.sealed, nonce: nonce)
    let request = try #require(openedRequest)
    #expect(request.noSpam == NoSpam(0x0102_0304))
    #expect(request.message == Array("please add me".utf8))
    #expect(inner.seal(request, nonce: nonce) == data.sealed)
    #expect(outer.seal(data, nonce: nonce) == packet.response.sealed)
  }

  @Test func `the DHT-key packet of a DHT request opens and seals again`() throws {
    let vector = try Vector.root()["dht"]["DHT request: DHT public key packet (0x9c)"]
    let request = try DHTRequest(decoding: try vector["packet"].bytes())
    let outer = try #require(BoxKey(request.sender, try secret("bob dht")))
    let plaintext = try #require(outer.open(request.data, nonce: request.nonce))
    let sealed = try SealedDHTKeyPacket(decoding: Array(plaintext.dropFirst()))
    let inner = try #require(BoxKey(sealed.sender, try secret("bob real")))
    let opened: DHTKeyPacket? = inner.open(sealed.sealed, nonce: sealed.nonce)
    let packet = try #require(opened)
    #expect(packet.encoded() == (try vector["inner_plain"].bytes()))
    #expect(packet.key == request.sender && packet.noReplay == 1_700_000_000)
    #expect(packet.nodes.map(\.address.transport) == [.tcp, .udp])
    #expect(inner.seal(packet, nonce: sealed.nonce) == sealed.sealed)
  }

  @Test func `the request of a relay's client is the first layer without its box`() throws {
    let packet = try bytes("TCP onion request (TCP packet 0x08 payload, relay acts as node A)")
    let nonce = try OnionRequest0(decoding: try bytes(request)).nonce
    let layer = try OnionRelayLayer(decoding: Array(packet.dropFirst(1 + Nonce.size)))
    #expect([0x08] + nonce.encoded() + layer.encoded() == packet)
  }
}
