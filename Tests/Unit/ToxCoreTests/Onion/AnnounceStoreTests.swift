import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

/// Requests go straight to the node, with any 177 bytes as the way back: it can't tell.
@Suite struct `The announce store` {
  private let node = OnionPeer(1)
  private let exit = Endpoint(.v4(0x0a00_0063), port: 33_445)
  private let alice = KeyPair<LongTermPublicKey>(
    secretKey: SecretKey(bytes: [UInt8](repeating: 1, count: 32)))
  private let bob = KeyPair<LongTermPublicKey>(
    secretKey: SecretKey(bytes: [UInt8](repeating: 2, count: 32)))
  private let dataKey = OnionDataPublicKey(Bytes32(words: (1, 2, 3, 4)))

  private func returnPath(_ mark: UInt8) -> OnionReturn {
    OnionReturn(
      nonce: Nonce(high: 1, middle: 1, low: 1), sealed: Sealed([UInt8](repeating: mark, count: 153))
    )
  }

  /// One request and its answer.
  private func ask(
    _ requester: KeyPair<LongTermPublicKey>, about key: LongTermPublicKey,
    dataKey: OnionDataPublicKey = .none, pingID: AnnouncePingID = .none,
    from source: Endpoint? = nil, mark: UInt8 = 0, at seconds: Int64
  ) throws -> AnnounceOutcome {
    let shared = try #require(BoxKey(node.node.key, requester.secretKey))
    let payload = AnnounceRequest.Payload(
      pingID: pingID, searchedKey: key, dataKey: dataKey, sendback: RequestID(77))
    let nonce = Nonce(high: 5, middle: 6, low: 7)
    let request = AnnounceRequest(
      nonce: nonce, requester: requester.publicKey, sealed: shared.seal(payload, nonce: nonce))
    let delivery = OnionDelivery(request, returnPath: returnPath(mark))
    try node.receive(delivery.encoded(), from: source ?? exit, now: .seconds(seconds))
    let datagrams = node.takeDatagrams()
    try #require(datagrams.count == 1 && datagrams[0].endpoint == source ?? exit)
    let response = try OnionResponse3(decoding: datagrams[0].bytes)
    #expect(response.returnPath == returnPath(mark))
    let answer = try AnnounceResponse(decoding: response.payload.bytes)
    #expect(answer.sendback == RequestID(77))
    let opened: AnnounceResponse.Payload? = shared.open(answer.sealed, nonce: answer.nonce)
    return try #require(opened).outcome
  }

  private func pingID(_ outcome: AnnounceOutcome) throws -> AnnouncePingID {
    guard case .notStored(let pingID) = outcome else {
      Issue.record("\(outcome) is not notStored")
      return .none
    }
    return pingID
  }

  /// Announces in two steps.
  private func announce(
    _ pair: KeyPair<LongTermPublicKey>, mark: UInt8 = 0, at seconds: Int64
  ) throws -> AnnounceOutcome {
    let first = try ask(pair, about: pair.publicKey, dataKey: dataKey, at: seconds)
    return try ask(
      pair, about: pair.publicKey, dataKey: dataKey, pingID: pingID(first), mark: mark,
      at: seconds)
  }

  private func isStored(_ outcome: AnnounceOutcome) -> Bool {
    if case .stored = outcome { true } else { false }
  }

  @Test func `Alice announces herself in two steps, and Bob finds her data key`() throws {
    #expect(isStored(try announce(alice, at: 10)))
    #expect(try ask(bob, about: alice.publicKey, at: 11) == .found(dataKey))
  }

  @Test func `a first announcement is not stored, and gets a ping id`() throws {
    let outcome = try ask(bob, about: bob.publicKey, dataKey: dataKey, at: 10)
    #expect(try pingID(outcome) != .none)
    #expect(node.store.count == 0)
  }

  @Test func `a wrong ping id, one for another exit and one too old store nothing`() throws {
    let good = try pingID(try ask(alice, about: alice.publicKey, dataKey: dataKey, at: 10))
    let bobs = try pingID(try ask(bob, about: bob.publicKey, dataKey: dataKey, at: 10))
    var wrong = good
    wrong.bytes32.word3 ^= 1
    let other = Endpoint(exit.address, port: 1)
    for (pingID, source) in [(wrong, exit), (good, other), (bobs, exit)] {
      let outcome = try ask(
        alice, about: alice.publicKey, dataKey: dataKey, pingID: pingID, from: source, at: 11)
      #expect(!isStored(outcome) && node.store.count == 0)
    }
    let outcome = try ask(
      alice, about: alice.publicKey, dataKey: dataKey, pingID: good, at: 599)
    #expect(isStored(outcome))
    let late = try ask(bob, about: bob.publicKey, dataKey: dataKey, pingID: bobs, at: 600)
    #expect(!isStored(late) && node.store.count == 1)
  }

  @Test func `another data key than the stored one is answered with 0`() throws {
    _ = try announce(alice, at: 10)
    let key = alice.publicKey
    let other = OnionDataPublicKey(Bytes32(words: (9, 9, 9, 9)))
    let pingID = try pingID(try ask(alice, about: key, dataKey: other, at: 11))
    let second = try ask(alice, about: key, dataKey: other, pingID: pingID, at: 12)
    #expect(isStored(second))
    #expect(try ask(bob, about: key, at: 13) == .found(other))
  }

  @Test func `an announcement is forgotten after 300 s`() throws {
    _ = try announce(alice, at: 10)
    #expect(try ask(bob, about: alice.publicKey, at: 309) == .found(dataKey))
    #expect(try pingID(try ask(bob, about: alice.publicKey, at: 310)) != .none)
  }

  @Test func `data goes back along the last announced way, without the receiver's key`() throws {
    _ = try announce(alice, mark: 42, at: 10)
    let data = OnionDataResponse(
      nonce: Nonce(high: 1, middle: 2, low: 3),
      temporaryKey: EphemeralPublicKey(Bytes32(words: (1, 1, 1, 1))),
      sealed: Sealed([UInt8](repeating: 8, count: 90)))
    let request = OnionDelivery(
      OnionDataRequest(to: alice.publicKey, data), returnPath: returnPath(1))
    try node.receive(request.encoded(), from: Endpoint(.loopback4, port: 5), now: .seconds(11))
    let datagrams = node.takeDatagrams()
    try #require(datagrams.count == 1 && datagrams[0].endpoint == exit)
    let response = try OnionResponse3(decoding: datagrams[0].bytes)
    #expect(response.returnPath == returnPath(42) && response.payload.bytes == data.encoded())
    #expect(response.payload.bytes[0] == 0x86)

    try node.receive(request.encoded(), from: exit, now: .seconds(400))
    #expect(node.takeDatagrams().isEmpty && node.context.drops[.unroutable] == 1)
  }

  @Test func `the extended form is answered in kind, with the nearest nodes and no groups`() throws
  {
    _ = try announce(alice, at: 10)
    node.directory.nodes = (2...9).map { OnionPeer($0).node }
    let shared = try #require(BoxKey(node.node.key, bob.secretKey))
    let payload = ExtendedAnnounceRequest.Payload(
      AnnounceRequest.Payload(
        pingID: .none, searchedKey: alice.publicKey, dataKey: .none, sendback: RequestID(3)),
      groupAnnounce: [UInt8](repeating: 1, count: 100))
    let request = ExtendedAnnounceRequest(
      nonce: Nonce(high: 2, middle: 2, low: 2), requester: bob.publicKey,
      sealed: shared.seal(payload, nonce: Nonce(high: 2, middle: 2, low: 2)))
    let delivery = OnionDelivery(request, returnPath: returnPath(0))
    try node.receive(delivery.encoded(), from: exit, now: .seconds(11))
    let datagram = try #require(node.takeDatagrams().first)
    let response = try OnionResponse3(decoding: datagram.bytes)
    let packet = try ExtendedAnnounceResponse(decoding: response.payload.bytes)
    let opened: ExtendedAnnounceResponse.Payload? = shared.open(
      packet.sealed, nonce: packet.nonce)
    let answer = try #require(opened)
    #expect(answer.base.outcome == .found(dataKey) && answer.groupAnnounces.isEmpty)
    #expect(answer.base.nodes.count == 4)
    let distances = answer.base.nodes.map { $0.key.bytes32 ^ alice.publicKey.bytes32 }
    #expect(distances == distances.sorted())
  }

  @Test func `a full table keeps the nearest, and the expired make room`() throws {
    let own = node.node.key
    var table = AnnounceTable(around: own, capacity: 3)
    func entry(_ distance: UInt64, at seconds: Int64 = 0) -> AnnounceTable.Entry {
      AnnounceTable.Entry(
        key: LongTermPublicKey(own.bytes32 ^ Bytes32(words: (distance, 0, 0, 0))), dataKey: dataKey,
        returnPath: returnPath(0), exit: exit, announcedAt: Now.seconds(seconds).monotonic)
    }
    for distance in [5, 3, 4] as [UInt64] {
      let isInserted = table.insert(entry(distance), now: .seconds(0))
      #expect(isInserted)
    }
    let isFartherInserted = table.insert(entry(6), now: .seconds(0))
    #expect(!isFartherInserted)
    let isNearerInserted = table.insert(entry(1), now: .seconds(0))
    #expect(isNearerInserted && table.count == 3)
    #expect(table.entry(of: entry(5).key, now: .seconds(0)) == nil)
    #expect(table.entry(of: entry(4).key, now: .seconds(0)) != nil)
    let isLateInserted = table.insert(entry(6, at: 300), now: .seconds(300))
    #expect(isLateInserted && table.count == 1)
  }
}
