import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// Each limit of the onion, reached. Those of hops are in `OnionRelayTests`.
@Suite struct `Limits of the onion` {
  private let exit = Endpoint(.v4(0x0a00_0063), port: 33_445)
  private let way = OnionReturn(
    nonce: Nonce(high: 1, middle: 1, low: 1), sealed: Sealed([UInt8](repeating: 0, count: 153)))
  private var entropy = Entropy(SeededGenerator(seed: 5))

  private func peer(_ change: (inout Limits) -> Void) -> OnionPeer {
    var limits = Limits()
    change(&limits)
    return OnionPeer(1, limits: limits)
  }

  private mutating func key() -> LongTermPublicKey {
    entropy.keyPair(LongTermPublicKey.self).publicKey
  }

  private func question(_ node: PackedNode, _ key: BoxKey) -> OnionRequests.Request {
    OnionRequests.Request(
      purpose: .announce, node: node, key: key, path: OnionPathID(rawValue: 0), exit: exit,
      hadPingID: false, sentAt: Now.seconds(1).monotonic)
  }

  @Test mutating func `announcements are answered up to a rate, each exit has a quarter`() throws {
    let node = peer { $0.announceRequests = RateLimit(burst: 12, perSecond: 4) }
    let requester: KeyPair<LongTermPublicKey> = entropy.keyPair()
    let shared = try #require(BoxKey(node.node.key, requester.secretKey))
    let payload = AnnounceRequest.Payload(
      pingID: .none, searchedKey: requester.publicKey, dataKey: .none, sendback: RequestID(7))
    let request = AnnounceRequest(
      nonce: Nonce(high: 5, middle: 6, low: 7), requester: requester.publicKey,
      sealed: shared.seal(payload, nonce: Nonce(high: 5, middle: 6, low: 7)))
    let bytes = OnionDelivery(request, returnPath: way).encoded()
    for _ in 0..<10 { try node.receive(bytes, from: exit, now: .seconds(1)) }
    #expect(node.takeDatagrams().count == 3 && node.context.drops[.overLimit] == 7)
  }

  @Test mutating func `data for those announced here passes up to a rate`() throws {
    let node = peer { $0.announceData = RateLimit(burst: 12, perSecond: 4) }
    let data = OnionDataResponse(
      nonce: Nonce(high: 1, middle: 2, low: 3),
      temporaryKey: EphemeralPublicKey(Bytes32(words: (1, 1, 1, 1))),
      sealed: Sealed([UInt8](repeating: 8, count: 90)))
    let bytes = OnionDelivery(OnionDataRequest(to: key(), data), returnPath: way).encoded()
    for _ in 0..<10 { try node.receive(bytes, from: exit, now: .seconds(1)) }
    // No client of that key is announced here; that is only looked up within the rate.
    #expect(node.context.drops[.unroutable] == 3 && node.context.drops[.overLimit] == 7)
  }

  @Test mutating func `no more are announced here than the limit`() {
    let limits = Limits()
    var table = AnnounceTable(around: OnionPeer(1).node.key, capacity: limits.announceEntries)
    for word in 0..<UInt64(limits.announceEntries * 2) {
      let key = LongTermPublicKey(Bytes32(words: (entropy.uint64(), word, 0, 0)))
      table.insert(
        AnnounceTable.Entry(
          key: key, dataKey: .none, returnPath: way, exit: exit,
          announcedAt: Now.seconds(1).monotonic), now: .seconds(1))
    }
    #expect(table.count == limits.announceEntries)
  }

  @Test mutating func `over the limit the newest question takes the place of the oldest`() throws {
    let limits = Limits()
    let node = OnionPeer(2)
    let box = try #require(BoxKey(node.node.key, node.context.longTerm.secretKey))
    var requests = OnionRequests(capacity: limits.onionPendingRequests)
    let ids = (0...limits.onionPendingRequests).map { _ in
      requests.add(question(node.node, box), &entropy)
    }
    let answered = ids.count { requests.take($0, now: .seconds(2)) != nil }
    #expect(answered == limits.onionPendingRequests)
  }

  @Test mutating func `a node that names others without end makes us ask at a rate`() {
    var limits = Limits()
    limits.onionCandidates = RateLimit(burst: 3, perSecond: 1)
    var lookup = OnionLookup(target: key(), capacity: 8, candidates: limits.onionCandidates)
    let named = (10..<20).map { OnionPeer($0).node }
    #expect(lookup.admit(named, from: exit, now: .seconds(1)).count == 3)
    let others = (20..<30).map { OnionPeer($0).node }
    #expect(lookup.admit(others, from: exit, now: .seconds(2)).count == 1)
    // To be named again is no request, and uses up none.
    #expect(lookup.admit(named + named.prefix(3), from: exit, now: .seconds(5)).count == 3)
    let asked = Array(named.prefix(6))
    #expect(lookup.admit(asked + others.suffix(1), from: exit, now: .seconds(6)).count == 1)
  }

  /// A network in which one has started that is held to a rate of search requests.
  private func seeking(
    among count: UInt32, burst: Int, perSecond: Int, places: Int = 1_024
  ) -> (mesh: OnionNetwork, seeker: OnionPeer, peers: [OnionPeer]) {
    let peers = (1...count).map { OnionPeer($0) }
    var limits = Limits()
    limits.onionSearchRequests = RateLimit(burst: burst, perSecond: perSecond)
    limits.onionSearches = places
    let seeker = OnionPeer(count + 1, limits: limits)
    let mesh = OnionNetwork(peers + [seeker])
    seeker.start(now: mesh.now)
    return (mesh, seeker, peers)
  }

  private func searchAbsent(_ count: UInt32, by seeker: OnionPeer, in mesh: OnionNetwork) {
    for number in 0..<count {
      seeker.search(OnionPeer(100 + number).key, as: FriendID(number), now: mesh.now)
    }
  }

  @Test func `all searches together ask at a rate`() throws {
    let (mesh, seeker, peers) = seeking(among: 6, burst: 4, perSecond: 1)
    let announced = try mesh.run(milliseconds: 20_000) {
      seeker.notices.contains(.announced(true))
    }
    #expect(announced != nil)
    for peer in peers { peer.sent = [] }
    seeker.wakes = []
    searchAbsent(50, by: seeker, in: mesh)
    try mesh.run(milliseconds: 10_000)
    // A search wakes to take its turn, and the first in turn when the rate allows a request.
    #expect(seeker.wakes.count < 100)
    // What reaches the nodes under keys that are not the seeker's own.
    let asked = try peers.flatMap(\.sent).map(\.datagram).filter { $0.bytes[0] == 0x83 }
      .count {
        try OnionDelivery<AnnounceRequest>(decoding: $0.bytes).request.requester != seeker.key
      }
    #expect((1...14).contains(asked))
  }

  @Test func `a contact that was online a moment ago is searched before long absent ones`() throws {
    let (mesh, seeker, peers) = seeking(among: 8, burst: 4, perSecond: 4)
    searchAbsent(200, by: seeker, in: mesh)
    try mesh.run(milliseconds: 900_000)
    let friend = FriendID(1_000)
    peers[0].start(now: mesh.now)
    try mesh.run(milliseconds: 5_000)
    seeker.search(peers[0].key, as: friend, now: mesh.now)
    let finding = try mesh.run(milliseconds: 6_000) { seeker.notices.contains(.found(friend)) }
    #expect(finding != nil)
  }

  /// A network in which one searches for ten that are absent, with three places for searches.
  private func crowded() throws -> (mesh: OnionNetwork, seeker: OnionPeer, peers: [OnionPeer]) {
    let (mesh, seeker, peers) = seeking(among: 8, burst: 80, perSecond: 40, places: 3)
    peers[0].start(now: mesh.now)
    try mesh.run(milliseconds: 5_000)
    searchAbsent(10, by: seeker, in: mesh)
    return (mesh, seeker, peers)
  }

  @Test func `searches beyond the places follow one another`() throws {
    let (mesh, seeker, _) = try crowded()
    var searched: Set<FriendID> = []
    for _ in 0..<30 {
      #expect(seeker.client.searches.friends.count == 3)
      searched.formUnion(seeker.client.searches.friends)
      try mesh.run(milliseconds: 5_000)
    }
    #expect(searched.count == 10)
  }

  @Test func `one that waits for a place is found when its turn comes`() throws {
    let (mesh, seeker, peers) = try crowded()
    let friend = FriendID(1_000)
    seeker.search(peers[0].key, as: friend, now: mesh.now)
    #expect(seeker.client.searches.isResting(friend))
    let finding = try mesh.run(milliseconds: 120_000) { seeker.notices.contains(.found(friend)) }
    #expect(finding != nil)
  }

  @Test func `an awaited one is searched at once, whatever waits for a place`() throws {
    let (mesh, seeker, peers) = try crowded()
    let friend = FriendID(1_000)
    seeker.search(peers[0].key, as: friend, isAwaited: true, now: mesh.now)
    let finding = try mesh.run(milliseconds: 3_000) { seeker.notices.contains(.found(friend)) }
    #expect(finding != nil)
  }

  @Test func `one that waits for a place is searched at once when it was online again`() throws {
    let (mesh, seeker, peers) = try crowded()
    let friend = FriendID(1_000)
    seeker.search(peers[0].key, as: friend, now: mesh.now)
    seeker.context.now = mesh.now
    seeker.client.restartSearch(friend, &seeker.context)
    #expect(!seeker.client.searches.isResting(friend))
    let finding = try mesh.run(milliseconds: 3_000) { seeker.notices.contains(.found(friend)) }
    #expect(finding != nil)
  }

  @Test func `the awaited have as many places again, and then go first`() throws {
    let (mesh, seeker, _) = try crowded()
    for number in 0..<5 {
      let key = OnionPeer(200 + UInt32(number)).key
      seeker.search(key, as: FriendID(500 + UInt32(number)), isAwaited: true, now: mesh.now)
    }
    #expect(seeker.client.searches.friends.count == 6)
    for number: UInt32 in 0..<3 {
      seeker.client.stopSearch(FriendID(500 + number), &seeker.context)
    }
    #expect(seeker.client.searches.friends.count == 3)
    // The first place that is free is taken by the one that was awaited last.
    seeker.client.stopSearch(FriendID(0), &seeker.context)
    #expect(seeker.client.searches.friends.last == FriendID(504))
  }

  @Test func `a contact whose search has stopped waits for no place`() throws {
    let (_, seeker, _) = try crowded()
    for number: UInt32 in 3..<9 { seeker.client.stopSearch(FriendID(number), &seeker.context) }
    seeker.client.stopSearch(FriendID(0), &seeker.context)
    #expect(seeker.client.searches.friends == [FriendID(1), FriendID(2), FriendID(9)])
    #expect(!seeker.client.searches.isAnyResting)
  }

  /// The same cache serves hops and announce nodes.
  @Test mutating func `keys of paths have a fixed number of places`() {
    var limits = Limits()
    limits.onionSharedKeys = 4
    var cache = SharedKeyCache<EphemeralPublicKey>(capacity: limits.onionSharedKeys)
    let secretKey = entropy.keyPair(LongTermPublicKey.self).secretKey
    var keys: [EphemeralPublicKey] = []
    for _ in 0..<10 {
      keys.append(entropy.keyPair(EphemeralPublicKey.self).publicKey)
      _ = cache.key(with: keys[keys.count - 1], secretKey)
    }
    #expect(keys.count { cache.cached($0) != nil } == 4)
  }
}
