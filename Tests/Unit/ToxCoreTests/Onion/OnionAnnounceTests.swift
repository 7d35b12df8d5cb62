import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// Being findable, from the first node on and for as long as the node runs.
@Suite struct `Announcing oneself` {
  private func peers(_ count: UInt32) -> [OnionPeer] { (1...count).map { OnionPeer($0) } }

  /// The peers in order of their distance to a key.
  private func nearest(to key: LongTermPublicKey, of peers: [OnionPeer]) -> [OnionPeer] {
    peers.sorted {
      $0.node.key.bytes32 ^ key.bytes32 < $1.node.key.bytes32 ^ key.bytes32
    }
  }

  @Test func `the nearest nodes store us within two seconds, though we know only far ones`() throws
  {
    let everybody = peers(60)
    let alice = everybody[0]
    let others = Array(everybody.dropFirst())
    let mesh = OnionNetwork(everybody, acquainted: false)
    var generator = SeededGenerator(seed: 2)
    for peer in others {
      // Each knows its neighbours and a few far away, as in a DHT.
      let neighbours = nearest(to: LongTermPublicKey(peer.node.key.bytes32), of: others)
      let strangers = others.shuffled(using: &generator)
      peer.directory.nodes = (neighbours.dropFirst().prefix(10) + strangers.prefix(10)).map(\.node)
    }
    let byDistance = nearest(to: alice.key, of: others)
    alice.directory.nodes = byDistance.suffix(4).map(\.node)
    alice.start(now: mesh.now)
    try mesh.run(milliseconds: 2_000)
    #expect(alice.client.state == .announced)
    let found = alice.client.own.nodes.map(\.node) == byDistance.prefix(12).map(\.node)
    #expect(found)
    #expect(byDistance.prefix(8).allSatisfy { $0.store.count == 1 })
  }

  @Test(arguments: [2, 3, 8] as [UInt32])
  func `on a network of few nodes lost requests are repeated within seconds`(
    count: UInt32
  ) throws {
    let everybody = peers(count + 1)
    let alice = everybody[0]
    let mesh = OnionNetwork(everybody)
    let start = mesh.now.monotonic
    mesh.loses = { [unowned mesh] _, sender in
      sender == alice.endpoint && mesh.now.monotonic < start + .milliseconds(500)
    }
    alice.start(now: mesh.now)
    let time = try mesh.run(milliseconds: 60_000) { alice.client.state == .announced }
    #expect(try #require(time) < 4_000)
  }

  @Test func `no node forgets us for as long as we run`() throws {
    let everybody = peers(8)
    let alice = everybody[0]
    let mesh = OnionNetwork(everybody)
    alice.start(now: mesh.now)
    try mesh.run(milliseconds: 5_000)
    for _ in 0..<60 {
      try mesh.run(milliseconds: 60_000)
      for entry in alice.client.own.nodes {
        let peer = try #require(everybody.first { $0.node == entry.node })
        #expect(peer.store.contains(alice.key, now: mesh.now))
      }
    }
    #expect(alice.notices == [.announced(true)])
  }

  @Test func `a copy of us elsewhere is noticed by both, once`() throws {
    var everybody = peers(14)
    let alice = everybody[0]
    let copy = OnionPeer(100, keysOf: 1)
    #expect(copy.key == alice.key && copy.node.key != alice.node.key)
    everybody.append(copy)
    let mesh = OnionNetwork(everybody)
    for peer in [alice, copy] { peer.start(now: mesh.now) }
    let both = { [alice, copy].allSatisfy { $0.notices.contains(.announcedElsewhere) } }
    #expect(try mesh.run(milliseconds: 7_200_000, until: both) ?? 0 > 300_000)
    try mesh.run(milliseconds: 1_800_000)
    for peer in [alice, copy] { #expect(peer.notices.count { $0 == .announcedElsewhere } == 1) }
  }

  @Test(arguments: [0, 10_000, 200_000] as [Int64])
  func `an earlier run of ours is none, not even one that ends a little late`(overlap: Int64) throws
  {
    var everybody = peers(14)
    let before = everybody[0]
    let after = OnionPeer(100, keysOf: 1)
    everybody.append(after)
    let mesh = OnionNetwork(everybody)
    before.start(now: mesh.now)
    try mesh.run(milliseconds: 600_000)
    after.start(now: mesh.now)
    try mesh.run(milliseconds: overlap)
    mesh.loses = { datagram, sender in sender == before.endpoint }
    try mesh.run(milliseconds: 3_600_000)
    #expect(after.notices.contains(.announced(true)))
    #expect(!after.notices.contains(.announcedElsewhere))
  }

  @Test func `one node that lies about it causes no alarm`() throws {
    let everybody = peers(14)
    let alice = everybody[0]
    let mesh = OnionNetwork(everybody)
    alice.start(now: mesh.now)
    try mesh.run(milliseconds: 5_000)
    let liar = try #require(everybody.first { $0.node == alice.client.own.nodes[0].node })
    for _ in 0..<60 {
      liar.forge(alice.key, now: mesh.now)
      try mesh.run(milliseconds: 30_000)
    }
    #expect(!alice.notices.contains(.announcedElsewhere))
  }

  @Test func `at rest a node wakes a few times a minute`() throws {
    let everybody = peers(30)
    let alice = everybody[0]
    let mesh = OnionNetwork(everybody)
    alice.start(now: mesh.now)
    try mesh.run(milliseconds: 300_000)
    alice.wakes = []
    alice.sent = []
    try mesh.run(milliseconds: 600_000)
    #expect(alice.client.own.nodes.allSatisfy { $0.standing == .stored })
    #expect(alice.wakes.count <= 100, "\(alice.wakes.count)")
    let requests = alice.sent.count { $0.datagram.bytes[0] == 0x80 }
    #expect((40...130).contains(requests), "\(requests)")
  }

  @Test func `without a node there is nothing to wake for but a look each minute`() throws {
    let alice = OnionPeer(1)
    let mesh = OnionNetwork([alice])
    alice.start(now: mesh.now)
    try mesh.run(milliseconds: 600_000)
    #expect(alice.sent.isEmpty && alice.wakes.count <= 20)
  }

  @Test func `unheard for 75 s we are not announced any more, and then are again`() throws {
    let everybody = peers(6)
    let alice = everybody[0]
    let mesh = OnionNetwork(everybody)
    alice.start(now: mesh.now)
    try mesh.run(milliseconds: 10_000)
    mesh.cutOff(alice.endpoint)
    let hiding = try mesh.run(milliseconds: 120_000) { alice.client.state == .hidden }
    #expect((60_000...75_000).contains(try #require(hiding)))
    #expect(
      alice.notices.filter { $0 != .missedAnswer } == [.announced(true), .announced(false)])
    try mesh.run(milliseconds: 60_000)
    mesh.loses = { _, _ in false }
    alice.start(now: mesh.now)
    let returning = try mesh.run(milliseconds: 30_000) { alice.client.state == .announced }
    #expect(try #require(returning) < 2_000)
  }

  @Test func `without any answer we are not announced again`() throws {
    let everybody = peers(20)
    let alice = everybody[0]
    let mesh = OnionNetwork(everybody)
    alice.start(now: mesh.now)
    try mesh.run(milliseconds: 600_000)
    mesh.cutOff(alice.endpoint)
    try mesh.run(milliseconds: 300_000)
    #expect(
      alice.notices.filter { $0 != .missedAnswer } == [.announced(true), .announced(false)])
  }

  @Test func `a node that fell silent is replaced by another`() throws {
    let everybody = peers(20)
    let alice = everybody[0]
    let mesh = OnionNetwork(everybody)
    alice.start(now: mesh.now)
    try mesh.run(milliseconds: 10_000)
    let gone = try #require(alice.client.own.nodes.first).node
    let silent = gone.address.endpoint
    mesh.cutOff(silent)
    for peer in everybody { peer.directory.nodes.removeAll { $0 == gone } }
    try mesh.run(milliseconds: 180_000)
    #expect(!alice.client.own.nodes.contains { $0.node == gone })
    #expect(alice.client.own.nodes.count == 12)
    #expect(alice.client.own.nodes.count { $0.standing == .stored } >= 11)
  }

  @Test func `a node that names ever nearer nodes can't make us ask without end`() throws {
    var lookup = OnionLookup(
      target: LongTermPublicKey(.zero), capacity: 12,
      candidates: RateLimit(burst: 10, perSecond: 1))
    let endpoint = Endpoint(.v4(0x0a00_0001), port: 1)
    var asked = 0
    for round in 0..<100 as Range<UInt64> {
      let named = (0..<4 as Range<UInt64>).map {
        PackedNode(udp: endpoint, DHTPublicKey(Bytes32(words: (1_000 - round * 4 - $0, 0, 0, 0))))
      }
      asked += lookup.admit(named, from: endpoint, now: .milliseconds(Int64(round) * 10)).count
    }
    #expect(asked == 10)
    let one = PackedNode(udp: endpoint, DHTPublicKey(Bytes32(words: (1, 0, 0, 0))))
    #expect(lookup.admit([one, one], from: endpoint, now: .seconds(5)) == [one])
    #expect(lookup.admit([one], from: endpoint, now: .seconds(6)).isEmpty)
    #expect(lookup.admit([one], from: endpoint, now: .seconds(16)) == [one])
  }

  @Test func `addresses in our network count only from nodes in it`() {
    var lookup = OnionLookup(
      target: LongTermPublicKey(.zero), capacity: 12,
      candidates: RateLimit(burst: 10, perSecond: 1))
    let local = Endpoint(.v4(0x0a00_0001), port: 1)
    let global = Endpoint(.v4(0x0808_0808), port: 1)
    let node = PackedNode(udp: local, DHTPublicKey(Bytes32(words: (1, 0, 0, 0))))
    #expect(lookup.admit([node], from: global, now: .seconds(1)).isEmpty)
    #expect(lookup.admit([node], from: local, now: .seconds(1)) == [node])
  }
}
