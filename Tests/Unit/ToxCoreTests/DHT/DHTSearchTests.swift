import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Searching and joining` {
  let node = DHTNode(seed: 1, at: Endpoint(.v4(0x0101_0101), port: 33_445))
  let contact = DHTPeer(seed: 50, at: 0x0505_0505)

  private func search(now: Now) -> DHTSearchID {
    node.dht.search(for: contact.key, hints: [contact.packed], &node.context[at: now])
  }

  @Test func `hints are asked at once, and the key is found where it answers`() throws {
    let first = search(now: .seconds(1))
    let asked = node.takeDatagrams()
    #expect(asked.map(\.endpoint) == [contact.endpoint])
    try contact.answer(asked, of: node, now: .seconds(1))
    #expect(node.notices == [.found(first, contact.key, contact.endpoint), .connection(true)])

    // A second owner hears of it without a packet.
    _ = node.takeDatagrams()
    node.notices = []
    let second = search(now: .seconds(2))
    #expect(node.takeDatagrams().isEmpty)
    #expect(node.notices == [.found(second, contact.key, contact.endpoint)])
    #expect(second != first)
  }

  @Test func `a contact that moves is found again, one that stays is not`() throws {
    let id = search(now: .seconds(1))
    try contact.answer(node.takeDatagrams(), of: node, now: .seconds(1))
    node.notices = []
    try contact.answer(node.takeDatagrams(), of: node, now: .seconds(2))
    #expect(node.notices.isEmpty)

    let moved = DHTPeer(seed: 50, at: 0x0606_0606)
    let ping = PingRequest.Payload(id: RequestID(1))
    node.receive(
      try moved.seal(ping, as: PingRequest.self, for: node), from: moved.endpoint,
      now: .seconds(3))
    try moved.answer(node.takeDatagrams(), of: node, now: .seconds(3))
    #expect(node.notices == [.found(id, moved.key, moved.endpoint)])
  }

  @Test func `a search lasts until its last owner leaves`() throws {
    let (first, second) = (search(now: .seconds(1)), search(now: .seconds(1)))
    node.dht.stopSearch(first, &node.context[at: .seconds(2)])
    try contact.answer(node.takeDatagrams(), of: node, now: .seconds(2))
    #expect(node.notices.contains(.found(second, contact.key, contact.endpoint)))
    node.dht.stopSearch(second, &node.context[at: .seconds(3)])
    #expect(!node.dht.lookups.contains { $0.role == .contact })
    node.dht.stopSearch(second, &node.context[at: .seconds(3)])
    let isSent = node.dht.send(.dhtKey([1]), to: second, &node.context[at: .seconds(3)])
    #expect(!isSent)
  }

  @Test func `the search for a connected contact asks no node, and still sees it move`() throws {
    let id = search(now: .seconds(1))
    try contact.answer(node.takeDatagrams(), of: node, now: .seconds(1))
    node.dht.restSearch(id, &node.context[at: .seconds(2)])
    node.advance(to: .seconds(2))
    _ = node.takeDatagrams()
    let ping = PingRequest.Payload(id: RequestID(1))
    let greeting = try contact.seal(ping, as: PingRequest.self, for: node)
    node.receive(greeting, from: contact.endpoint, now: .seconds(3))
    #expect(node.takeDatagrams().map { $0.bytes[0] } == [PingResponse.kind])

    node.notices = []
    let moved = DHTPeer(seed: 50, at: 0x0606_0606)
    node.receive(
      try moved.seal(ping, as: PingRequest.self, for: node), from: moved.endpoint,
      now: .seconds(4))
    try moved.answer(node.takeDatagrams(), of: node, now: .seconds(4))
    #expect(node.notices == [.found(id, moved.key, moved.endpoint)])
    #expect(!node.dht.lookups.contains { $0.role == .contact })
  }

  @Test func `a search that rested begins where the contact was`() throws {
    let id = search(now: .seconds(1))
    try contact.answer(node.takeDatagrams(), of: node, now: .seconds(1))
    node.dht.restSearch(id, &node.context[at: .seconds(2)])
    node.advance(to: .seconds(600))
    _ = node.takeDatagrams()
    node.notices = []
    node.dht.resumeSearch(id, &node.context[at: .seconds(600)])
    let asked = node.takeDatagrams()
    #expect(asked.contains { $0.endpoint == contact.endpoint })
    try contact.answer(asked, of: node, now: .seconds(600))
    #expect(node.notices.contains(.found(id, contact.key, contact.endpoint)))
  }

  @Test func `a search that another wants as well does not rest, and a resting one is joined`() {
    let (first, second) = (search(now: .seconds(1)), search(now: .seconds(1)))
    node.dht.restSearch(first, &node.context[at: .seconds(2)])
    #expect(node.dht.lookup(of: first) != nil)
    node.dht.stopSearch(second, &node.context[at: .seconds(3)])
    node.dht.restSearch(first, &node.context[at: .seconds(3)])
    #expect(node.dht.lookup(of: first) == nil)
    let third = search(now: .seconds(4))
    #expect(node.dht.lookup(of: first) == node.dht.lookup(of: third))
    node.dht.restSearch(third, &node.context[at: .seconds(4)])
    node.dht.stopSearch(third, &node.context[at: .seconds(4)])
    node.dht.restSearch(first, &node.context[at: .seconds(5)])
    node.dht.stopSearch(first, &node.context[at: .seconds(5)])
    node.dht.resumeSearch(first, &node.context[at: .seconds(6)])
    #expect(!node.dht.lookups.contains { $0.role == .contact })
  }

  @Test func `nodes around a contact alone feed neither paths nor the save`() throws {
    var limits = Limits()
    limits.dhtBucketNodes = 1
    limits.dhtSearchNodes = 1
    let node = DHTNode(seed: 1, at: node.endpoint, limits: limits)
    // With room for one node each, the lists around other keys fill up with these…
    let crowd = (1...60).map { DHTPeer(seed: $0, at: 0x0808_0000 + UInt32($0)) }
    for peer in crowd {
      node.dht.bootstrap(peer.endpoint, key: peer.key, &node.context[at: .seconds(0)])
    }
    for _ in 0..<4 {
      let datagrams = node.takeDatagrams()
      for peer in crowd { try peer.answer(datagrams, of: node, now: .seconds(0)) }
    }
    // …so that some contact finds room only in the list around its own key.
    let alone = try #require(
      (100...200).map { DHTPeer(seed: $0, at: 0x0505_0505) }.first { peer in
        !node.dht.lookups.contains { $0.nodes.accepts(peer.key, now: .seconds(1)) }
      })
    _ = node.dht.search(for: alone.key, hints: [alone.packed], &node.context[at: .seconds(1)])
    try alone.answer(node.takeDatagrams(), of: node, now: .seconds(1))
    #expect(node.dht.lookups[3].isFound(now: .seconds(1)))

    let answers = node.dht.closestNodes(
      to: alone.key.bytes32, limit: 4, forLANPeer: false, now: .seconds(1))
    #expect(answers.first == alone.packed)
    let paths = node.dht.pathNodes(
      limit: 100, entropy: &node.context.entropy, now: .seconds(1))
    #expect(!paths.isEmpty && !paths.contains(alone.packed))
    #expect(!node.dht.savedNodes(limit: 100).contains(alone.packed))
  }

  @Test func `a silent bootstrap node is asked after 1, 2, 4 and so on up to 60 seconds`() {
    let peer = DHTPeer(seed: 2)
    var times: [Int64] = []
    node.dht.bootstrap(peer.endpoint, key: peer.key, &node.context[at: .seconds(0)])
    for second: Int64 in 0...250 {
      node.advance(to: .seconds(second))
      if !node.takeDatagrams().isEmpty { times.append(second) }
    }
    #expect(times == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243])
  }

  @Test func `a bootstrap node that answered is left alone until all are gone`() throws {
    let peer = DHTPeer(seed: 2)
    node.dht.bootstrap(peer.endpoint, key: peer.key, &node.context[at: .seconds(0)])
    try peer.answer(node.takeDatagrams(), of: node, now: .seconds(0))
    #expect(node.notices == [.connection(true)])
    node.notices = []
    var lostAt: Int64?
    for second: Int64 in 0...130 {
      node.advance(to: .seconds(second))
      if lostAt == nil, node.notices.contains(.connection(false)) {
        lostAt = second
        #expect(node.takeDatagrams().contains { $0.bytes[0] == NodesRequest.kind })
      }
    }
    #expect(lostAt == 122)
    #expect(!node.dht.isConnected)
  }

  @Test func `what nodes tell us makes us ask, but not without limit`() throws {
    let peer = DHTPeer(seed: 2)
    var asked = 0
    node.dht.bootstrap(peer.endpoint, key: peer.key, &node.context[at: .seconds(0)])
    for round: UInt32 in 0..<200 {
      let invented = (0..<4).map { number in
        PackedNode(
          udp: Endpoint(.v4(0x0900_0000 + round * 4 + number), port: 1),
          DHTPublicKey(node.context.entropy.bytes32()))
      }
      // The peer makes us ask it again by being searched for.
      let hint = [PackedNode(udp: peer.endpoint, peer.key)]
      let key = DHTPublicKey(node.context.entropy.bytes32())
      let id = node.dht.search(for: key, hints: hint, &node.context[at: .seconds(1)])
      let datagrams = node.takeDatagrams()
      asked += datagrams.count { $0.endpoint != peer.endpoint }
      try peer.answer(datagrams, of: node, nodes: invented, now: .seconds(1))
      node.dht.stopSearch(id, &node.context[at: .seconds(1)])
    }
    #expect(asked > 0 && asked <= node.context.limits.dhtRequestsBurst)
  }
}
