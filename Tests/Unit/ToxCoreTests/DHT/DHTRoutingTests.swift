import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

/// DHT requests: passed on, taken, and sent over nodes that know the address.
@Suite struct `Routed requests` {
  let node = DHTNode(seed: 1, at: Endpoint(.v4(0x0101_0101), port: 33_445))
  let contact = DHTPeer(seed: 50, at: 0x0505_0505)

  /// Makes the node know these peers, which tell it where the contact is.
  private func introduce(_ peers: [DHTPeer], reporting port: UInt16?, now: Now) throws {
    for peer in peers {
      node.dht.bootstrap(peer.endpoint, key: peer.key, &node.context[at: now])
    }
    let nodes = port.map {
      [PackedNode(udp: Endpoint(contact.endpoint.address, port: $0), contact.key)]
    }
    // Each answer brings new requests, to peers that answer in turn.
    for _ in 0..<4 {
      let datagrams = node.takeDatagrams()
      for peer in peers { try peer.answer(datagrams, of: node, nodes: nodes ?? [], now: now) }
    }
  }

  private func peers(_ count: UInt64) -> [DHTPeer] {
    (1...count).map { DHTPeer(seed: $0, at: 0x0808_0800 + UInt32($0)) }
  }

  @Test func `a request for a node of the close list is passed on unchanged`() throws {
    let known = DHTPeer(seed: 2)
    try introduce([known], reporting: nil, now: .seconds(1))
    let sender = DHTPeer(seed: 3, at: 0x0707_0707)
    let packet = DHTRequest(
      destination: known.key, sender: sender.key, nonce: Nonce(high: 1, middle: 2, low: 3),
      data: Sealed([UInt8](repeating: 9, count: 900))
    ).encoded()
    node.receive(packet, from: sender.endpoint, now: .seconds(2))
    #expect(node.takeDatagrams() == [Transmit(packet, to: known.endpoint)])
  }

  @Test func `a request for an unknown node, or from ourselves, is dropped`() throws {
    let sender = DHTPeer(seed: 3)
    var packet = DHTRequest(
      destination: contact.key, sender: sender.key, nonce: Nonce(high: 1, middle: 2, low: 3),
      data: Sealed([UInt8](repeating: 9, count: 40)))
    node.receive(packet.encoded(), from: sender.endpoint, now: .seconds(1))
    #expect(node.context.drops[.unroutable] == 1)
    packet.sender = node.key
    node.receive(packet.encoded(), from: sender.endpoint, now: .seconds(1))
    #expect(node.context.drops[.fromOurselves] == 1)
    #expect(node.takeDatagrams().isEmpty)
  }

  @Test func `more packets for others than the limit are not passed on`() throws {
    let known = DHTPeer(seed: 2)
    try introduce([known], reporting: nil, now: .seconds(1))
    let packet = DHTRequest(
      destination: known.key, sender: contact.key, nonce: Nonce(high: 1, middle: 2, low: 3),
      data: Sealed([UInt8](repeating: 9, count: 40)))
    let limit = node.context.limits.dhtForwards.burst
    for _ in 0..<300 {
      node.receive(packet.encoded(), from: contact.endpoint, now: .seconds(2))
    }
    #expect(node.takeDatagrams().count == limit / 4, "one source has a quarter")
    for number in 0..<1_000 {
      let source = Endpoint(.v4(0x0900_0000 + UInt32(number) << 8), port: 33_445)
      node.receive(packet.encoded(), from: source, now: .seconds(2))
    }
    #expect(node.takeDatagrams().count == limit - limit / 4)
    #expect(node.context.drops[.overLimit] == UInt64(1_300 - limit))
  }

  @Test func `a DHT key for us becomes a notice, an unknown id is counted`() throws {
    let bytes = try contact.request(.dhtKey([1, 2, 3]), for: node)
    node.receive(bytes, from: contact.endpoint, now: .seconds(1))
    #expect(node.notices == [.dhtKeyRequest(sender: contact.key, [1, 2, 3])])

    let key = try #require(BoxKey(node.key, contact.keys.secretKey))
    let unknown = DHTRequest(
      destination: node.key, sender: contact.key, nonce: Nonce(high: 1, middle: 1, low: 1),
      data: key.seal([48, 1, 2], nonce: Nonce(high: 1, middle: 1, low: 1)))
    node.receive(unknown.encoded(), from: contact.endpoint, now: .seconds(1))
    #expect(node.context.drops[.unsupported] == 1)
    let forged = DHTRequest(
      destination: node.key, sender: contact.key, nonce: Nonce(high: 1, middle: 1, low: 2),
      data: unknown.data)
    node.receive(forged.encoded(), from: contact.endpoint, now: .seconds(1))
    #expect(node.context.drops[.undecryptable] == 1)
  }

  @Test func `data for a searched key goes over the nodes that know its address`() throws {
    let id = node.dht.search(for: contact.key, hints: [], &node.context[at: .seconds(1)])
    let isSentTooEarly = node.dht.send(.dhtKey([1]), to: id, &node.context[at: .seconds(1)])
    #expect(!isSentTooEarly)
    let (silent, telling) = (DHTPeer(seed: 2, at: 0x0404_0404), peers(2))
    try introduce([silent], reporting: nil, now: .seconds(1))
    try introduce(telling, reporting: 7_000, now: .seconds(1))
    _ = node.takeDatagrams()
    let isSent = node.dht.send(.dhtKey([1]), to: id, &node.context[at: .seconds(2)])
    #expect(isSent)
    let sent = node.takeDatagrams()
    try #require(sent.count == 2)
    #expect(Set(sent.map(\.endpoint)) == Set(telling.map(\.endpoint)))
    #expect(try contact.open(sent[0], from: node) == .dhtKey([1]))
  }

  @Test func `NAT pings start with the fourth report, and agreement opens the hole`() throws {
    let id = node.dht.search(for: contact.key, hints: [], &node.context[at: .seconds(1)])
    try introduce(peers(3), reporting: 7_000, now: .seconds(1))
    #expect(node.context.timers.instant(of: .natPing(id)) == nil)
    try introduce(peers(4), reporting: 7_000, now: .seconds(1))
    #expect(node.context.timers.instant(of: .natPing(id)) == Now.seconds(1).monotonic)
    _ = node.takeDatagrams()

    node.advance(to: .milliseconds(1_100))
    let asked = node.takeDatagrams().filter { $0.bytes[0] == DHTRequest.kind }
    #expect(Set(asked.map(\.endpoint)) == Set(peers(4).map(\.endpoint)))
    #expect(asked.allSatisfy { $0.bytes.count == 115 })
    guard case .natPing(let ping) = try contact.open(try #require(asked.first), from: node) else {
      throw WireError.kind
    }
    #expect(ping.direction == .request)
    #expect(
      node.context.timers.instant(of: .natPing(id)) == Now.milliseconds(4_100).monotonic)

    // The contact's own request is answered over one node…
    let theirs = NATPing(.request, id: RequestID(77))
    let route = peers(4)[0].endpoint
    node.receive(try contact.request(.natPing(theirs), for: node), from: route, now: .seconds(2))
    let answers = node.takeDatagrams()
    #expect(answers.count == 1)
    #expect(
      try contact.open(try #require(answers.first), from: node)
        == .natPing(NATPing(.response, id: RequestID(77))))

    // …and with its answer to ours, the port where it was seen is pinged.
    let agreed = NATPing(.response, id: ping.id)
    node.receive(try contact.request(.natPing(agreed), for: node), from: route, now: .seconds(2))
    let probes = node.takeDatagrams()
    #expect(probes.map(\.endpoint) == [Endpoint(contact.endpoint.address, port: 7_000)])
    #expect(probes.map { $0.bytes[0] } == [PingRequest.kind])

    // A probe that passes ends it all.
    let probe = try #require(probes.first)
    let pingID = try contact.open(probe, as: PingRequest.self, from: node).id
    let passed = try contact.seal(
      PingResponse.Payload(id: pingID), as: PingResponse.self, for: node)
    node.receive(passed, from: probe.endpoint, now: .seconds(2))
    #expect(node.notices.contains(.found(id, contact.key, probe.endpoint)))
    node.advance(to: .seconds(5))
    #expect(node.context.timers.instant(of: .natPing(id)) == nil)
  }

  @Test func `a NAT ping of a contact whose search rests wakes the search`() throws {
    let id = node.dht.search(for: contact.key, hints: [], &node.context[at: .seconds(1)])
    try introduce(peers(4), reporting: 7_000, now: .seconds(1))
    node.dht.restSearch(id, &node.context[at: .seconds(2)])
    _ = node.takeDatagrams()
    let ping = NATPing(.request, id: RequestID(1))
    let route = peers(4)[0].endpoint
    node.receive(try contact.request(.natPing(ping), for: node), from: route, now: .seconds(3))
    let answers = node.takeDatagrams().filter { $0.bytes[0] == DHTRequest.kind }
    #expect(answers.count == 1)
    #expect(node.dht.lookup(of: id) != nil)
  }

  @Test func `a search that a NAT ping woke rests again after a minute, if its session stands`()
    throws
  {
    let id = node.dht.search(for: contact.key, hints: [], &node.context[at: .seconds(1)])
    try introduce(peers(4), reporting: 7_000, now: .seconds(1))
    node.dht.restSearch(id, &node.context[at: .seconds(2)])
    for second: Int64 in [3, 30] {
      let ping = NATPing(.request, id: RequestID(UInt64(second)))
      node.receive(
        try contact.request(.natPing(ping), for: node), from: peers(4)[0].endpoint,
        now: .seconds(second))
    }
    node.advance(to: .seconds(89))
    #expect(node.dht.lookup(of: id) != nil)
    node.advance(to: .seconds(90))
    #expect(node.dht.lookup(of: id) == nil)
    #expect(node.context.timers.instant(of: .natPing(id)) == nil)
    // It can be resumed as any that rests.
    node.dht.resumeSearch(id, &node.context[at: .seconds(91)])
    #expect(node.dht.lookup(of: id) != nil)
  }

  @Test func `a search that a NAT ping woke goes on when its session has ended`() throws {
    let id = node.dht.search(for: contact.key, hints: [], &node.context[at: .seconds(1)])
    try introduce(peers(4), reporting: 7_000, now: .seconds(1))
    node.dht.restSearch(id, &node.context[at: .seconds(2)])
    let ping = NATPing(.request, id: RequestID(1))
    node.receive(
      try contact.request(.natPing(ping), for: node), from: peers(4)[0].endpoint,
      now: .seconds(3))
    node.dht.resumeSearch(id, &node.context[at: .seconds(20)])
    for second: Int64 in [40, 63, 80] { node.advance(to: .seconds(second)) }
    #expect(node.dht.lookup(of: id) != nil)
  }

  @Test func `a NAT ping of a stranger is not answered`() throws {
    let ping = NATPing(.request, id: RequestID(1))
    node.receive(
      try contact.request(.natPing(ping), for: node), from: contact.endpoint, now: .seconds(1))
    #expect(node.context.drops[.notAContact] == 1)
    #expect(node.takeDatagrams().isEmpty)
  }
}
