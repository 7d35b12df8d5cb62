import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

@Suite struct `Searching for contacts` {
  private let friend = FriendID(1)

  private func mesh(_ count: UInt32) -> (mesh: OnionNetwork, alice: OnionPeer, bob: OnionPeer) {
    let peers = (1...count).map { OnionPeer($0) }
    return (OnionNetwork(peers), peers[0], peers[1])
  }

  private func searchRequests(of peer: OnionPeer, since instant: Instant) -> Int {
    peer.sent.count { $0.at >= instant && $0.datagram.bytes[0] == 0x80 }
  }

  @Test func `the search for an absent contact gets rarer, up to an hour`() throws {
    var context = NodeContext(
      longTerm: OnionPeer(1).context.longTerm, limits: Limits(),
      entropy: SeededGenerator(seed: 1), now: .seconds(0))
    var search = OnionSearch(
      for: OnionPeer(2).key, as: friend, isAwaited: false, &context)
    let key = try #require(BoxKey(OnionPeer(3).key, context.longTerm.secretKey))
    let request = OnionRequests.Request(
      purpose: .search(friend), node: OnionPeer(3).node, key: key,
      path: OnionPathID(rawValue: 0), exit: OnionPeer(4).endpoint, hadPingID: false,
      sentAt: Now.seconds(0).monotonic)
    let inserted = search.lookup.insert(answering: request, now: .seconds(0))
    let index = try #require(inserted)
    var intervals: [Int64] = []
    for _ in 0..<60 {
      intervals.append(search.interval.nanoseconds / 1_000_000_000)
      search.noteRequest(to: index, over: request.path, now: .seconds(0))
    }
    let rounds = stride(from: 0, to: 60, by: 4).map { intervals[$0] }
    #expect(
      rounds == [3, 3, 3, 3, 3, 3, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 3_600])
    search.restart(.seconds(9))
    #expect(search.interval == .seconds(3))
  }

  @Test func `an absent contact costs little in the long run, and is found when it comes`() throws {
    let (mesh, alice, bob) = mesh(8)
    bob.start(now: mesh.now)
    bob.search(alice.key, as: friend, now: mesh.now)
    try mesh.run(milliseconds: 3_600_000)
    for peer in mesh.peers { peer.sent = [] }
    try mesh.run(milliseconds: 3_600_000)
    let requesters = try mesh.peers.flatMap(\.sent).map(\.datagram).filter { $0.bytes[0] == 0x83 }
      .map { try OnionDelivery<AnnounceRequest>(decoding: $0.bytes).request.requester }
    #expect(requesters.contains(bob.key))
    // Beside the search, Bob asks four times whether his own key is announced elsewhere.
    #expect(requesters.count { $0 != bob.key } <= 24 + 4 * 6)
    alice.start(now: mesh.now)
    try mesh.run(milliseconds: 5_000)
    bob.client.restartSearch(friend, &bob.context[at: mesh.now])
    let finding = try mesh.run(milliseconds: 5_000) { bob.notices.contains(.found(friend)) }
    #expect(finding != nil)
  }

  @Test func `a stopped search sends nothing more, and takes no answer`() throws {
    let (mesh, alice, bob) = mesh(4)
    bob.start(now: mesh.now)
    try mesh.run(milliseconds: 2_000)
    bob.search(alice.key, as: friend, now: mesh.now)
    try mesh.run(milliseconds: 15)
    bob.client.stopSearch(friend, &bob.context)
    #expect(bob.context.timers.instant(of: .onionSearch(friend)) == nil)
    try mesh.run(milliseconds: 1_000)
    #expect(bob.context.drops[.unsolicited] > 0)
    #expect(bob.context.timers.instant(of: .onionSearch(friend)) == nil)
  }

  @Test func `a contact that returned with a new data key is found again`() throws {
    let (mesh, alice, bob) = mesh(6)
    alice.start(now: mesh.now)
    bob.start(now: mesh.now)
    bob.search(alice.key, as: friend, now: mesh.now)
    try mesh.run(milliseconds: 5_000)
    #expect(bob.notices.count { $0 == .found(friend) } == 1)

    alice.client = OnionClient(&alice.context)
    alice.start(now: mesh.now)
    bob.client.restartSearch(friend, &bob.context[at: mesh.now])
    let request = OnionFriendRequest(NoSpam(7), message: [65])
    try mesh.run(milliseconds: 10_000)
    #expect(bob.notices.count { $0 == .found(friend) } >= 2)
    #expect(bob.send(request.encoded(), to: friend, now: mesh.now))
    try mesh.run(milliseconds: 1_000)
    #expect(alice.notices.contains(.data(from: bob.key, .friendRequest(request))))
  }

  @Test func `one node among many is not believed`() {
    var context = NodeContext(
      longTerm: OnionPeer(1).context.longTerm, limits: Limits(),
      entropy: SeededGenerator(seed: 1), now: .seconds(0))
    var search = OnionSearch(
      for: OnionPeer(2).key, as: friend, isAwaited: false, &context)
    let dataKey = OnionDataPublicKey(Bytes32(words: (1, 1, 1, 1)))
    for number in 10...17 as ClosedRange<UInt32> {
      let node = OnionPeer(number)
      guard let key = BoxKey(node.key, context.longTerm.secretKey) else { continue }
      let request = OnionRequests.Request(
        purpose: .search(friend), node: node.node, key: key, path: OnionPathID(rawValue: 0),
        exit: node.endpoint, hadPingID: false, sentAt: Now.seconds(0).monotonic)
      _ = search.lookup.insert(answering: request, now: .seconds(0))
    }
    #expect(search.lookup.nodes.count == 8)
    search.note(.found(dataKey), at: 3, now: .seconds(0))
    #expect(search.finding == .missing && search.storingNodes.isEmpty)
    search.note(.found(dataKey), at: 5, now: .seconds(0))
    #expect(search.finding == .settling(until: Now.milliseconds(300).monotonic))
    let isEarly = search.settle(.milliseconds(299))
    let isSettled = search.settle(.milliseconds(300))
    #expect(!isEarly && isSettled && search.storingNodes.count == 2)
    search.note(.notStored(.none), at: 5, now: .seconds(1))
    #expect(search.finding == .missing)
    search.note(.found(dataKey), at: 5, now: .seconds(2))
    search.endSettling(.seconds(2))
    let isSettledEarly = search.settle(.seconds(2))
    #expect(isSettledEarly)
  }

  @Test func `a contact is found as soon as all nodes that were asked have answered`() throws {
    let (mesh, alice, bob) = mesh(8)
    alice.start(now: mesh.now)
    bob.start(now: mesh.now)
    try mesh.run(milliseconds: 5_000)
    bob.search(alice.key, as: friend, now: mesh.now)
    let finding = try mesh.run(milliseconds: 5_000) { bob.notices.contains(.found(friend)) }
    #expect(try #require(finding) < OnionTiming.settleTime.nanoseconds / 1_000_000)
  }

  @Test func `a thousand absent contacts make no flood`() throws {
    let (mesh, _, bob) = mesh(12)
    var generator = SeededGenerator(seed: 99)
    for number in 100..<1_100 as Range<UInt32> {
      let key = KeyPair<LongTermPublicKey>(from: &generator).publicKey
      bob.search(key, as: FriendID(number), now: mesh.now)
    }
    bob.start(now: mesh.now)
    try mesh.run(milliseconds: 2_000)
    let start = mesh.now.monotonic
    try mesh.run(milliseconds: 10_000)
    #expect(searchRequests(of: bob, since: start) <= 40 * 10 + 80 + 60)
    #expect(searchRequests(of: bob, since: start) >= 300)
  }
}
