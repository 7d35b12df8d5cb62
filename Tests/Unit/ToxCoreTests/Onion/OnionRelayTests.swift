import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

/// Alice sends through A, B and C to D, each step looked at.
@Suite struct `Onion hops` {
  let alice = OnionPeer(9)
  let hops = (1...3).map { OnionPeer(UInt32($0)) }
  let destination = OnionPeer(4)

  private func request(_ peers: [OnionPeer]? = nil) throws -> (OnionRequest0, [UInt8]) {
    let path = try #require(
      OnionPath(
        id: OnionPathID(rawValue: 0), hops: OnionHops((peers ?? hops).map(\.node)),
        &alice.context.entropy,
        now: .seconds(0)))
    let payload = OnionDataRequest(
      to: alice.key,
      OnionDataResponse(
        nonce: Nonce(high: 1, middle: 2, low: 3),
        temporaryKey: EphemeralPublicKey(Bytes32(words: (1, 2, 3, 4))),
        sealed: Sealed([UInt8](repeating: 5, count: 80))))
    path.send(OnionRequestPayload(payload), to: destination.endpoint, &alice.context)
    let datagram = try #require(alice.takeDatagrams().first)
    #expect(datagram.endpoint == (peers ?? hops)[0].endpoint)
    return (try OnionRequest0(decoding: datagram.bytes), payload.encoded())
  }

  private func pass(
    _ bytes: [UInt8], through hop: OnionPeer, from source: Endpoint, now: Now = .seconds(1)
  ) throws -> Transmit {
    try hop.receive(bytes, from: source, now: now)
    let datagrams = hop.takeDatagrams()
    try #require(datagrams.count == 1)
    return datagrams[0]
  }

  @Test func `a request passes three hops, and its answer comes back by them`() throws {
    let (packet, payload) = try request()
    #expect(packet.encoded().count == payload.count + 226)
    var source = alice.endpoint
    var datagram = Transmit(packet.encoded(), to: hops[0].endpoint)
    for (index, hop) in hops.enumerated() {
      #expect(datagram.endpoint == hop.endpoint)
      #expect(datagram.bytes[0] == 0x80 + UInt8(index))
      datagram = try pass(datagram.bytes, through: hop, from: source)
      source = hop.endpoint
    }
    #expect(datagram.endpoint == destination.endpoint)
    #expect(Array(datagram.bytes.dropLast(177)) == payload)

    let delivery = try OnionDelivery<OnionDataRequest>(decoding: datagram.bytes)
    let answer = OnionResponsePayload(delivery.request.response)
    let response = OnionResponse3(returnPath: delivery.returnPath, payload: answer)
    datagram = Transmit(response.encoded(), to: hops[2].endpoint)
    source = destination.endpoint
    for (hop, kind) in zip(hops.reversed(), [0x8c, 0x8d, 0x8e] as [UInt8]) {
      #expect(datagram.endpoint == hop.endpoint && datagram.bytes[0] == kind)
      datagram = try pass(datagram.bytes, through: hop, from: source)
      source = hop.endpoint
    }
    #expect(datagram.endpoint == alice.endpoint && datagram.bytes == answer.bytes)
  }

  @Test func `one node can be all three hops`() throws {
    let (packet, payload) = try request([hops[0], hops[0], hops[0]])
    var datagram = Transmit(packet.encoded(), to: hops[0].endpoint)
    var source = alice.endpoint
    for _ in 0..<3 {
      #expect(datagram.endpoint == hops[0].endpoint)
      datagram = try pass(datagram.bytes, through: hops[0], from: source)
      source = hops[0].endpoint
    }
    #expect(Array(datagram.bytes.dropLast(177)) == payload)
  }

  @Test func `each path shows its hops keys of its own, never our DHT key`() throws {
    let first = try request().0
    let second = try request().0
    #expect(first.key != second.key)
    #expect(first.key.bytes32 != alice.context.dht.publicKey.bytes32)
  }

  @Test func `a request for another hop, or a damaged one, is dropped`() throws {
    var bytes = try request().0.encoded()
    try hops[1].receive(bytes, from: alice.endpoint, now: .seconds(1))
    bytes[100] ^= 1
    try hops[0].receive(bytes, from: alice.endpoint, now: .seconds(1))
    #expect(hops[1].takeDatagrams().isEmpty && hops[0].takeDatagrams().isEmpty)
    #expect(hops[1].context.drops[.undecryptable] == 1)
    #expect(hops[0].context.drops[.undecryptable] == 1)
  }

  /// A layer for hop C whose inside has any first byte.
  private func exitRequest(kind: UInt8, to endpoint: Endpoint) throws -> [UInt8] {
    let pair: KeyPair<EphemeralPublicKey> = alice.context.entropy.keyPair()
    let shared = try #require(BoxKey(hops[2].node.key, pair.secretKey))
    let nonce = Nonce(high: 7, middle: 7, low: 7)
    let content = [kind] + [UInt8](repeating: 1, count: 176)
    let layer = FixedEndpoint(.udp, endpoint).encoded() + content
    let back = OnionReturn(nonce: nonce, sealed: Sealed([UInt8](repeating: 0, count: 94)))
    let packet = OnionRequest2(
      nonce: nonce, key: pair.publicKey, sealed: shared.seal(layer, nonce: nonce),
      returnPath: back)
    return packet.encoded()
  }

  @Test func `the exit sends on 0x83, 0x85 and 0x87, and no other kind`() throws {
    for kind in UInt8.min...UInt8.max {
      let bytes = try exitRequest(kind: kind, to: destination.endpoint)
      try hops[2].receive(bytes, from: hops[1].endpoint, now: .seconds(Int64(kind)))
      let count = hops[2].takeDatagrams().count
      #expect(count == ([0x83, 0x85, 0x87].contains(kind) ? 1 : 0), "kind \(kind)")
    }
    #expect(hops[2].context.drops[.malformed] == 253)
  }

  @Test func `strangers on the Internet don't reach into our network`() throws {
    let loopback = Endpoint(.loopback4, port: 53)
    let global = Endpoint(.v4(0x0808_0808), port: 33_445)
    let bytes = try exitRequest(kind: 0x83, to: loopback)
    try hops[2].receive(bytes, from: global, now: .seconds(1))
    #expect(hops[2].takeDatagrams().isEmpty && hops[2].context.drops[.unroutable] == 1)
    try hops[2].receive(bytes, from: hops[1].endpoint, now: .seconds(1))
    #expect(hops[2].takeDatagrams().count == 1)
  }

  /// A response that the first hop sends on to Alice while it knows the keys of its way back.
  private func lastResponse() throws -> [UInt8] {
    let datagram = try pass(request().0.encoded(), through: hops[0], from: alice.endpoint)
    let request = try OnionRequest1(decoding: datagram.bytes)
    let payload = OnionResponsePayload(
      AnnounceResponse(
        sendback: RequestID(1), nonce: Nonce(high: 1, middle: 1, low: 1),
        sealed: Sealed([UInt8](repeating: 1, count: 60))))
    return OnionResponse1(returnPath: request.returnPath, payload: payload).encoded()
  }

  @Test func `a way back holds over one change of keys and not over two`() throws {
    let response = try lastResponse()
    for seconds in [7_300, 14_000] as [Int64] {
      let datagram = try pass(
        response, through: hops[0], from: hops[1].endpoint, now: .seconds(seconds))
      #expect(datagram.endpoint == alice.endpoint)
    }
    try hops[0].receive(response, from: hops[1].endpoint, now: .seconds(14_600))
    #expect(hops[0].takeDatagrams().isEmpty)
  }

  @Test func `a hop that had nothing to do for long forgets both keys`() throws {
    let response = try lastResponse()
    try hops[0].receive(response, from: hops[1].endpoint, now: .seconds(14_500))
    #expect(hops[0].takeDatagrams().isEmpty && hops[0].context.drops[.undecryptable] == 1)
  }

  @Test func `answers are carried back up to a rate`() throws {
    var limits = Limits()
    limits.onionResponses = RateLimit(burst: 12, perSecond: 4)
    let hop = OnionPeer(5, limits: limits)
    let datagram = try pass(
      request([hop, hops[1], hops[2]]).0.encoded(), through: hop, from: alice.endpoint)
    let back = OnionResponse1(
      returnPath: try OnionRequest1(decoding: datagram.bytes).returnPath,
      payload: OnionResponsePayload(
        AnnounceResponse(
          sendback: RequestID(1), nonce: Nonce(high: 1, middle: 1, low: 1),
          sealed: Sealed([UInt8](repeating: 1, count: 60))))
    ).encoded()
    for _ in 0..<10 { try hop.receive(back, from: hops[1].endpoint, now: .seconds(1)) }
    #expect(hop.takeDatagrams().count == 3 && hop.context.drops[.overLimit] == 7)
  }

  @Test func `what others make us do has a limit`() throws {
    var limits = Limits()
    limits.onionRequests = RateLimit(burst: 12, perSecond: 4)
    let hop = OnionPeer(5, limits: limits)
    let packet = try request([hop, hops[1], hops[2]]).0.encoded()
    for _ in 0..<10 { try hop.receive(packet, from: alice.endpoint, now: .seconds(1)) }
    #expect(hop.takeDatagrams().count == 3 && hop.context.drops[.overLimit] == 7)
    try hop.receive(packet, from: alice.endpoint, now: .seconds(2))
    #expect(hop.takeDatagrams().count == 1)
  }
}
