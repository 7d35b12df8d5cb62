import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// Each limit of the DHT, reached.
@Suite struct `Limits of the DHT` {
  private func node(_ change: (inout Limits) -> Void) -> DHTNode {
    var limits = Limits()
    change(&limits)
    return DHTNode(seed: 1, at: Endpoint(.v4(0x0101_0101), port: 33_445), limits: limits)
  }

  private func peers(_ count: Int) -> [DHTPeer] {
    (0..<count).map { DHTPeer(seed: UInt64($0) + 10, at: 0x0808_0808 + UInt32($0) << 8) }
  }

  /// How many of the waiting datagrams ask for nodes.
  private func requests(of node: DHTNode) -> Int {
    node.takeDatagrams().count { $0.bytes[0] == NodesRequest.kind }
  }

  @Test func `over the limit the newest request takes the place of the oldest`() {
    let limits = Limits()
    var table = RequestTable(capacity: limits.dhtRequests)
    var entropy = Entropy(SeededGenerator(seed: 1))
    let peer = DHTPeer(seed: 2)
    let request = RequestTable.Request(
      peer: peer.key, endpoint: peer.endpoint, target: peer.key)
    let ids = (0...limits.dhtRequests).map { _ in
      table.enter(request, entropy: &entropy, now: .seconds(1))
    }
    let answered = ids.count {
      table.take($0, from: peer.key, at: peer.endpoint, now: .seconds(2)) != nil
    }
    #expect(answered == limits.dhtRequests)
  }

  @Test func `nodes heard of wait in a short queue, the nearest of them`() {
    let node = node { $0.dhtCandidates = 3 }
    let peers = peers(10)
    for peer in peers { node.dht.lookups[0].candidates.insert(peer.key, at: peer.endpoint) }
    let nearest = peers.map { node.key.distance(to: $0.key) }.sorted().prefix(3)
    let kept = node.dht.lookups[0].candidates.nodes.map { node.key.distance(to: $0.key) }
    #expect(kept == Array(nearest))
  }

  @Test func `one search asks in bursts and at a rate`() {
    let node = node {
      $0.dhtListRequestsBurst = 2
      $0.dhtListRequestsPerSecond = 1
    }
    let contact = DHTPeer(seed: 50)
    _ = node.dht.search(
      for: contact.key, hints: peers(6).map(\.packed), &node.context[at: .seconds(1)])
    #expect(requests(of: node) == 2)
    node.advance(to: .seconds(2))
    #expect(requests(of: node) == 1)
  }

  @Test func `all searches together ask in bursts and at a rate`() {
    let node = node {
      $0.dhtRequestsBurst = 3
      $0.dhtRequestsPerSecond = 1
    }
    for (number, peer) in peers(6).enumerated() {
      _ = node.dht.search(
        for: DHTPeer(seed: 50 + UInt64(number)).key, hints: [peer.packed],
        &node.context[at: .seconds(1)])
    }
    #expect(requests(of: node) == 3)
    node.advance(to: .seconds(2))
    #expect(requests(of: node) == 1)
  }

  @Test func `pings are answered up to a rate, of which one network has a quarter`() throws {
    let node = node { $0.dhtAnswers = RateLimit(burst: 8, perSecond: 4) }
    let peer = DHTPeer(seed: 2)
    let ping = try peer.seal(
      PingRequest.Payload(id: RequestID(7)), as: PingRequest.self, for: node)
    for _ in 0..<5 { node.receive(ping, from: peer.endpoint, now: .seconds(1)) }
    #expect(node.takeDatagrams().count { $0.bytes[0] == PingResponse.kind } == 2)
    #expect(node.context.drops[.overLimit] == 3)
  }

  @Test func `bootstrap nodes over the limit are not taken`() {
    let node = node { $0.bootstrapNodes = 2 }
    for peer in peers(3) {
      node.dht.bootstrap(peer.endpoint, key: peer.key, &node.context[at: .seconds(1)])
    }
    #expect(Set(node.takeDatagrams().map(\.endpoint)).count == 2)
  }

  /// The least recently used makes room.
  @Test func `keys with peers that we write to have a fixed number of places`() {
    var limits = Limits()
    limits.sharedKeys = 2
    var entropy = Entropy(SeededGenerator(seed: 1))
    let secretKey = entropy.keyPair(DHTPublicKey.self).secretKey
    var keys = PeerKeys(limits, &entropy)
    let peers = peers(5)
    for peer in peers { _ = keys.key(with: peer.key, secretKey) }
    #expect(peers.count { keys.key(withAnswerer: $0.key) != nil } == 2)
  }
}
