import Testing
import ToxWire

@testable import ToxCore

@Suite struct `The DHT on a local network` {
  let node = DHTNode(seed: 1, at: Endpoint(.v4(0xc0a8_0101), port: 33_445))
  let broadcast = Endpoint(.v4(0xffff_ffff), port: 33_445)

  private func start(now: Now) {
    node.dht.startLANDiscovery(broadcast: [broadcast], &node.context[at: now])
  }

  @Test func `discovery tries every loopback port in three seconds, then a few every ten`() {
    start(now: .seconds(0))
    var turns: [(second: Int64, endpoints: [Endpoint])] = []
    for second: Int64 in 0...23 {
      node.advance(to: .seconds(second))
      let datagrams = node.takeDatagrams()
      #expect(datagrams.allSatisfy { $0.bytes == LANDiscovery(key: node.key).encoded() })
      if !datagrams.isEmpty { turns.append((second, datagrams.map(\.endpoint))) }
    }
    #expect(turns.map(\.second) == [0, 1, 2, 3, 13, 23])
    #expect(turns.map(\.endpoints.count) == [213, 213, 213, 33, 33, 33])
    let ports = Set(turns[0].endpoints.filter { $0.address == .loopback6 }.map(\.port))
    #expect(ports == Set(33_445...33_545))
    for turn in turns { #expect(turn.endpoints.first == broadcast) }
    let rotating = turns.flatMap { $0.endpoints.filter { $0.address == broadcast.address } }
    #expect(Set(rotating.map(\.port)) == Set(33_445...33_505))
  }

  @Test func `the rotation comes back to its start after all hundred ports`() {
    var beacon = LANBeacon(broadcast: [broadcast])
    let turns = (0..<11).map { _ in beacon.nextTurn().endpoints.prefix(11) }
    #expect(turns[10] == turns[0])
    #expect(Set(turns.flatMap { $0.map(\.port) }) == Set(33_445...33_545))
  }

  @Test func `a neighbour that makes itself known is asked for nodes`() throws {
    let neighbour = DHTPeer(seed: 2, at: 0xc0a8_0102)
    let packet = LANDiscovery(key: neighbour.key).encoded()
    // Not before discovery was started.
    node.receive(packet, from: neighbour.endpoint, now: .seconds(0))
    #expect(node.takeDatagrams().isEmpty)

    start(now: .seconds(1))
    _ = node.takeDatagrams()
    node.receive(packet, from: neighbour.endpoint, now: .seconds(1))
    let asked = node.takeDatagrams()
    #expect(asked.map(\.endpoint) == [neighbour.endpoint])
    #expect(asked.map { $0.bytes[0] } == [NodesRequest.kind])
    try neighbour.answer(asked, of: node, now: .seconds(1))
    #expect(node.dht.reach == .lan)

    // A live neighbour is not asked again; our own packet, and one from elsewhere, never.
    _ = node.takeDatagrams()
    node.receive(packet, from: neighbour.endpoint, now: .seconds(2))
    node.receive(
      LANDiscovery(key: node.key).encoded(), from: Endpoint(.loopback4, port: 33_445),
      now: .seconds(2))
    node.receive(packet, from: Endpoint(.v4(0x0808_0808), port: 33_445), now: .seconds(2))
    #expect(node.takeDatagrams().isEmpty)
    #expect(node.context.drops[.fromOurselves] == 1)
  }

  @Test func `LAN addresses are named only to neighbours`() throws {
    let neighbour = DHTPeer(seed: 2, at: 0xc0a8_0102)
    let stranger = DHTPeer(seed: 3)
    for peer in [neighbour, stranger] {
      node.dht.bootstrap(peer.endpoint, key: peer.key, &node.context[at: .seconds(0)])
    }
    let datagrams = node.takeDatagrams()
    for peer in [neighbour, stranger] {
      try peer.answer(datagrams, of: node, now: .seconds(0))
    }
    let forAll = node.dht.closestNodes(to: .zero, limit: 4, forLANPeer: false, now: .seconds(1))
    #expect(forAll == [stranger.packed])
    let forNeighbours = node.dht.closestNodes(
      to: .zero, limit: 4, forLANPeer: true, now: .seconds(1))
    #expect(Set(forNeighbours) == [stranger.packed, neighbour.packed])
    // A path does not mix the two worlds.
    let paths = node.dht.pathNodes(
      limit: 4, entropy: &node.context.entropy, now: .seconds(1))
    #expect(paths == [stranger.packed])
  }

  @Test func `a node elsewhere can't send us to an address in our network`() throws {
    let stranger = DHTPeer(seed: 3)
    let inside = DHTPeer(seed: 4, at: 0xc0a8_0107)
    let outside = DHTPeer(seed: 5, at: 0x0707_0707)
    node.dht.bootstrap(stranger.endpoint, key: stranger.key, &node.context[at: .seconds(0)])
    try stranger.answer(
      node.takeDatagrams(), of: node, nodes: [inside.packed, outside.packed], now: .seconds(0))
    let asked = Set(node.takeDatagrams().map(\.endpoint))
    #expect(asked.contains(outside.endpoint) && !asked.contains(inside.endpoint))
  }
}
