import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// Whole conversations: Alice announces herself, Bob searches and asks to be her contact.
@Suite struct `The onion client` {
  private let bobsName = FriendID(1)
  private let request = OnionFriendRequest(NoSpam(7), message: Array("hello".utf8))

  /// Alice and Bob start, and Bob's friend request reaches her.
  private func checkFriendRequest(
    from bob: OnionPeer, to alice: OnionPeer, in mesh: OnionNetwork,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    alice.start(now: mesh.now)
    bob.start(now: mesh.now)
    let announcing = try mesh.run(milliseconds: 10_000) {
      alice.client.state == .announced && bob.client.state == .announced
    }
    #expect(try #require(announcing) <= 1_500, sourceLocation: sourceLocation)
    #expect(alice.notices == [.announced(true)], sourceLocation: sourceLocation)

    bob.search(alice.key, as: bobsName, now: mesh.now)
    let finding = try mesh.run(milliseconds: 10_000) {
      bob.notices.contains(.found(bobsName))
    }
    #expect(try #require(finding) <= 1_500, sourceLocation: sourceLocation)

    #expect(
      bob.send(request.encoded(), to: bobsName, now: mesh.now), sourceLocation: sourceLocation)
    try mesh.run(milliseconds: 1_000)
    #expect(
      alice.notices.contains(.data(from: bob.key, .friendRequest(request))),
      sourceLocation: sourceLocation)
  }

  @Test func `two clients that know one node find each other: it is all hops at once`() throws {
    let (alice, bob, node) = (OnionPeer(1), OnionPeer(2), OnionPeer(3))
    let mesh = OnionNetwork([alice, bob, node], acquainted: false)
    alice.directory.nodes = [node.node]
    bob.directory.nodes = [node.node]
    try checkFriendRequest(from: bob, to: alice, in: mesh)
    #expect(node.store.count == 2)
  }

  @Test func `two alone find each other`() throws {
    let (alice, bob) = (OnionPeer(1), OnionPeer(2))
    try checkFriendRequest(from: bob, to: alice, in: OnionNetwork([alice, bob]))
  }

  @Test(arguments: [4, 8, 20])
  func `members of a small network find each other`(count: UInt32) throws {
    let peers = (1...count).map { OnionPeer($0) }
    try checkFriendRequest(from: peers[1], to: peers[0], in: OnionNetwork(peers))
  }

  @Test func `a bootstrap node serves before the DHT knows any`() throws {
    let (alice, node) = (OnionPeer(1), OnionPeer(2))
    let mesh = OnionNetwork([alice, node], acquainted: false)
    alice.client.bootstrapNode(node.node, &alice.context[at: mesh.now])
    let announcing = try mesh.run(milliseconds: 2_000) { alice.client.state == .announced }
    #expect(announcing != nil && node.store.count == 1)
  }

  @Test func `loss delays a friend request and does not stop it`() throws {
    let peers = (1...8).map { OnionPeer($0) }
    let mesh = OnionNetwork(peers)
    var generator = SeededGenerator(seed: 5)
    mesh.loses = { _, _ in generator.next() % 20 == 0 }
    let (alice, bob) = (peers[0], peers[1])
    alice.start(now: mesh.now)
    bob.start(now: mesh.now)
    bob.search(alice.key, as: bobsName, now: mesh.now)
    try mesh.run(milliseconds: 30_000) { bob.notices.contains(.found(bobsName)) }
    #expect(bob.send(request.encoded(), to: bobsName, now: mesh.now))
    try mesh.run(milliseconds: 1_000)
    #expect(alice.notices.contains(.data(from: bob.key, .friendRequest(request))))
  }

  @Test func `data of another kind, or cut off, is counted`() throws {
    let peers = (1...8).map { OnionPeer($0) }
    let mesh = OnionNetwork(peers)
    let (alice, bob) = (peers[0], peers[1])
    alice.start(now: mesh.now)
    bob.start(now: mesh.now)
    bob.search(alice.key, as: bobsName, now: mesh.now)
    try mesh.run(milliseconds: 30_000) { bob.notices.contains(.found(bobsName)) }
    for content: [UInt8] in [[0x42], [0x9c, 1], [0x20, 1]] {
      #expect(bob.send(content, to: bobsName, now: mesh.now))
    }
    try mesh.run(milliseconds: 1_000)
    #expect(!alice.notices.contains { if case .data = $0 { true } else { false } })
    #expect(alice.context.drops[.unknownKind] > 0)
    // Several nodes store an announcement, and each carries the data.
    #expect(alice.context.drops[.malformed] == 2 * alice.context.drops[.unknownKind])
  }

  @Test func `nothing is searched for before we are announced`() throws {
    let (alice, bob) = (OnionPeer(1), OnionPeer(2))
    let mesh = OnionNetwork([alice, bob], acquainted: false)
    bob.search(alice.key, as: bobsName, now: mesh.now)
    try mesh.run(milliseconds: 60_000)
    #expect(bob.sent.isEmpty && bob.wakes.isEmpty)
    #expect(!bob.send(request.encoded(), to: bobsName, now: mesh.now))
  }

  @Test func `a search shows a key without an owner, and no ping id`() throws {
    let (alice, bob, node) = (OnionPeer(1), OnionPeer(2), OnionPeer(3))
    let mesh = OnionNetwork([alice, bob, node], acquainted: false)
    bob.directory.nodes = [node.node]
    bob.start(now: mesh.now)
    bob.search(alice.key, as: bobsName, now: mesh.now)
    try mesh.run(milliseconds: 60_000)
    let requesters = try node.sent.map(\.datagram).filter { $0.bytes[0] == 0x83 }
      .map { try OnionDelivery<AnnounceRequest>(decoding: $0.bytes).request.requester }
    #expect(requesters.contains(bob.key))
    #expect(requesters.contains { $0 != bob.key && $0 != alice.key })
    #expect(!requesters.contains(alice.key))
    #expect(node.store.count == 1)
  }

  @Test func `an answer to nothing that we asked is dropped`() throws {
    let alice = OnionPeer(1)
    let answer = AnnounceResponse(
      sendback: RequestID(5), nonce: Nonce(high: 1, middle: 1, low: 1),
      sealed: Sealed([UInt8](repeating: 1, count: 60)))
    try alice.receive(answer.encoded(), from: OnionPeer(2).endpoint, now: .seconds(1))
    #expect(alice.context.drops[.unsolicited] == 1)
  }

  @Test func `data that others sealed, and too much of it, is dropped`() throws {
    var limits = Limits()
    limits.onionData = RateLimit(burst: 2, perSecond: 1)
    let alice = OnionPeer(1, limits: limits)
    let data = OnionDataResponse(
      nonce: Nonce(high: 1, middle: 1, low: 1), temporaryKey: EphemeralPublicKey(alice.key.bytes32),
      sealed: Sealed([UInt8](repeating: 1, count: 90)))
    for _ in 0..<5 {
      try alice.receive(data.encoded(), from: OnionPeer(2).endpoint, now: .seconds(1))
    }
    #expect(alice.context.drops[.undecryptable] == 2 && alice.context.drops[.overLimit] == 3)
    #expect(alice.notices.isEmpty)
  }

  @Test func `of the copies of one content the first is told, while it is remembered`() throws {
    var limits = Limits()
    limits.onionDataRemembered = 1
    let (alice, bob) = (OnionPeer(1, limits: limits), OnionPeer(2))
    let inner = try #require(BoxKey(alice.key, bob.context.longTerm.secretKey))
    let request = OnionFriendRequest(NoSpam(5), message: [1])
    func receive(_ number: UInt64, sealedWith sealing: UInt64) throws {
      let nonces = [number, sealing].map { Nonce(high: $0, middle: 1, low: 1) }
      let data = OnionData(
        sender: bob.key, sealed: inner.seal(request.encoded(), nonce: nonces[1]))
      let temporary: KeyPair<EphemeralPublicKey> = bob.context.entropy.keyPair()
      let outer = try #require(BoxKey(alice.client.dataKeys.publicKey, temporary.secretKey))
      let copy = OnionDataResponse(
        nonce: nonces[0], temporaryKey: temporary.publicKey,
        sealed: outer.seal(data, nonce: nonces[0]))
      try alice.receive(copy.encoded(), from: bob.endpoint, now: .seconds(1))
    }
    func told() -> Int {
      var count = 0
      while let notice = alice.client.nextNotice() {
        #expect(notice == .data(from: bob.key, .friendRequest(request)))
        count += 1
      }
      return count
    }
    // One that its sender did not seal is not remembered.
    try receive(1, sealedWith: 2)
    #expect(told() == 0 && alice.context.drops[.undecryptable] == 1)
    for _ in 0..<3 { try receive(1, sealedWith: 1) }
    #expect(told() == 1 && alice.context.drops[.duplicate] == 2)
    try receive(2, sealedWith: 2)
    try receive(1, sealedWith: 1)
    #expect(told() == 2)
  }
}
