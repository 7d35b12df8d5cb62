import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Opening a session` {
  private let network = SessionNetwork(seed: 3)

  private func isOpen(_ alice: SessionPeer, _ bob: SessionPeer) -> Bool {
    alice.isEstablished(with: bob) && bob.isEstablished(with: alice)
  }

  /// Handshake packet from `sender` for a cookie of `receiver`, with a hash of `hashed`.
  private func handshake(
    from sender: SessionPeer, to receiver: SessionPeer, cookie: Cookie, hashed: Cookie? = nil
  ) throws -> [UInt8] {
    let box = try #require(BoxKey(receiver.key, sender.context.longTerm.secretKey))
    let session: KeyPair<SessionPublicKey> = sender.context.entropy.keyPair()
    let payload = Handshake.Payload(
      baseNonce: Nonce(high: 1, middle: 2, low: 3), sessionKey: session.publicKey,
      cookieHash: Hash.sha512((hashed ?? cookie).encoded()), cookie: cookie)
    let nonce = Nonce(high: 7, middle: 8, low: 9)
    return Handshake(cookie: cookie, nonce: nonce, sealed: box.seal(payload, nonce: nonce))
      .encoded()
  }

  private func cookie(of maker: SessionPeer, for peer: SessionPeer) -> Cookie {
    maker.sessions.cookies.make(for: peer.key, peer.dhtKey, &maker.context[at: network.now])
  }

  @Test func `one side opens: cookie, handshakes, first data, three round trips`() throws {
    let (alice, bob) = (network.add(), network.add())
    let start = network.now.monotonic
    let id = try #require(alice.open(to: bob, now: network.now))
    #expect(network.run { isOpen(alice, bob) })
    #expect(network.now.monotonic - start == .milliseconds(50))
    #expect(network.sent.prefix(4).map { $0.bytes[0] } == [0x18, 0x19, 0x1a, 0x1a])
    #expect(network.sent.prefix(4).map { $0.bytes.count } == [145, 161, 385, 385])
    #expect(alice.notices == [.established(id)])
    let theirs = try #require(bob.session(with: alice)?.id)
    #expect(
      bob.notices
        == [
          .incoming(theirs, alice.key, alice.dhtKey, isRelayed: false),
          .moved(theirs, alice.endpoint), .established(theirs),
        ])
    #expect(alice.context.drops.total == 0 && bob.context.drops.total == 0)
  }

  @Test func `both sides open at once and agree on one session`() throws {
    let (alice, bob) = (network.add(), network.add())
    _ = alice.open(to: bob, now: network.now)
    _ = bob.open(to: alice, now: network.now)
    #expect(network.run { isOpen(alice, bob) })
    _ = try alice.send([64, 1], to: bob, now: network.now)
    _ = try bob.send([64, 2], to: alice, now: network.now)
    #expect(network.run { bob.received == [[64, 1]] && alice.received == [[64, 2]] })
    #expect(alice.notices.filter { if case .established = $0 { true } else { false } }.count == 1)
  }

  @Test(arguments: [UInt8(0x18), 0x19, 0x1a, 0x1b], [1, 2, 3])
  func `any lost packet of the opening is made good within four seconds`(kind: UInt8, count: Int) {
    for side in 0...1 {
      let network = SessionNetwork(seed: 4)
      let peers = [network.add(), network.add()]
      var left = count
      network.loses = { bytes, from in
        guard bytes[0] == kind, from == peers[side].endpoint, left > 0 else { return false }
        left -= 1
        return true
      }
      _ = peers[0].open(to: peers[1], now: network.now)
      #expect(network.run(within: .milliseconds(4_200)) { isOpen(peers[0], peers[1]) })
    }
  }

  @Test func `repeated packets are the same bytes, eight in all, a second apart`() {
    let (alice, bob) = (network.add(), network.add())
    network.loses = { bytes, _ in bytes[0] == CookieResponse.kind }
    let id = alice.open(to: bob, now: network.now)
    #expect(network.run { alice.notices.contains { $0 == id.map { .closed($0, .timedOut) } } })
    let requests = network.sent.filter { $0.bytes[0] == CookieRequest.kind }
    #expect(requests.count == 8 && Set(requests.map(\.bytes)).count == 1)
    #expect(requests[7].at - requests[0].at == .seconds(7))
    #expect(alice.sessions.count == 0 && alice.nextTimer == nil)
    network.run(for: .seconds(1))
    #expect(bob.sessions.count == 0)
  }

  @Test func `without an address a session waits, and begins when it has one`() throws {
    let (alice, bob) = (network.add(), network.add())
    bob.contacts = [alice.key]
    let id = try #require(
      alice.sessions.open(to: bob.key, bob.dhtKey, at: nil, &alice.context[at: network.now]))
    network.run(for: .seconds(20))
    #expect(network.sent.isEmpty && alice.nextTimer == nil)
    alice.sessions.setEndpoint(bob.endpoint, of: id, &alice.context[at: network.now])
    #expect(network.run { isOpen(alice, bob) })
  }

  @Test func `opening what is open gives the same session`() {
    let (alice, bob) = (network.add(), network.add())
    let id = alice.open(to: bob, now: network.now)
    #expect(alice.open(to: bob, now: network.now) == id)
    #expect(network.run { isOpen(alice, bob) })
    #expect(alice.open(to: bob, now: network.now) == id)
  }

  @Test func `a stranger's handshake makes no session`() {
    let (alice, bob) = (network.add(), network.add())
    _ = alice.open(to: bob, now: network.now)
    bob.contacts = []
    network.run(for: .seconds(5))
    #expect(bob.sessions.count == 0)
    #expect(bob.context.drops[.notAContact] > 0)
  }

  @Test func `a handshake for another cookie, or for none of ours, is refused`() throws {
    let (alice, bob) = (network.add(), network.add())
    bob.contacts = [alice.key]
    let good = cookie(of: bob, for: alice)
    let wrongHash = try handshake(
      from: alice, to: bob, cookie: good, hashed: cookie(of: bob, for: alice))
    bob.receive(wrongHash, from: alice.endpoint, now: network.now)
    #expect(bob.context.drops[.badHandshake] == 1)
    let foreign = try handshake(from: alice, to: bob, cookie: cookie(of: alice, for: alice))
    bob.receive(foreign, from: alice.endpoint, now: network.now)
    #expect(bob.context.drops[.badCookie] == 1)
    #expect(bob.sessions.count == 0)
    bob.receive(
      try handshake(from: alice, to: bob, cookie: good), from: alice.endpoint, now: network.now)
    #expect(bob.sessions.count == 1)
  }

  @Test func `a cookie is good for fifteen seconds`() throws {
    let (alice, bob) = (network.add(), network.add())
    bob.contacts = [alice.key]
    let bytes = try handshake(from: alice, to: bob, cookie: cookie(of: bob, for: alice))
    network.run(for: .milliseconds(15_001))
    bob.receive(bytes, from: alice.endpoint, now: network.now)
    #expect(bob.context.drops[.badCookie] == 1 && bob.sessions.count == 0)
  }

  @Test func `a replayed handshake does not disturb the session`() throws {
    let (alice, bob) = (network.add(), network.add())
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { isOpen(alice, bob) })
    let recorded = try #require(network.sent.first { $0.bytes[0] == Handshake.kind })
    let before = bob.notices.count
    for source in [alice.endpoint, Endpoint(.v4(0x0a00_0063), port: 9)] {
      bob.receive(recorded.bytes, from: source, now: network.now)
    }
    _ = try alice.send([64, 1], to: bob, now: network.now)
    #expect(network.run { bob.received == [[64, 1]] })
    #expect(bob.notices.count == before + 1)
    #expect(bob.context.drops[.badHandshake] == 2)
  }

  @Test func `a peer that restarted with a new DHT key takes its session over at once`() throws {
    let (alice, bob) = (network.add(), network.add())
    let old = try #require(alice.open(to: bob, now: network.now))
    #expect(network.run { isOpen(alice, bob) })
    bob.restart(seed: 99)
    let restarted = network.now.monotonic
    _ = bob.open(to: alice, now: network.now)
    #expect(network.run { isOpen(alice, bob) })
    #expect(network.now.monotonic - restarted <= .milliseconds(60))
    #expect(alice.notices.contains(.closed(old, .replaced)))
    #expect(alice.notices.contains(.dhtKeyChanged(bob.key, bob.dhtKey)))
    _ = try alice.send([64, 1], to: bob, now: network.now)
    #expect(network.run { bob.received == [[64, 1]] })
    #expect(alice.sessions.count == 1)
  }

  @Test func `a flood of cookie requests is answered up to the limit`() throws {
    let limits = {
      var limits = Limits()
      limits.cookies = RateLimit(burst: 40, perSecond: 40)
      return limits
    }()
    let (alice, bob) = (network.add(), network.add(limits: limits))
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { isOpen(alice, bob) })
    let request = try #require(network.sent.first)
    for _ in 0..<40 { network.inject(request.bytes, from: request.from, to: bob.endpoint) }
    network.run(for: .milliseconds(40))
    let answers = network.sent.filter { $0.bytes[0] == CookieResponse.kind }
    #expect(answers.count == 10)
    #expect(bob.context.drops[.overLimit] == 31)
    network.run(for: .seconds(1))
    for _ in 0..<40 { network.inject(request.bytes, from: request.from, to: bob.endpoint) }
    network.run(for: .milliseconds(40))
    #expect(network.sent.filter { $0.bytes[0] == CookieResponse.kind }.count == 20)
  }

  @Test func `a contact can't take over the address at which another is heard`() throws {
    let (alice, bob, mallory) = (network.add(), network.add(), network.add())
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { isOpen(alice, bob) })
    bob.contacts.insert(mallory.key)
    let bytes = try handshake(from: mallory, to: bob, cookie: cookie(of: bob, for: mallory))
    bob.receive(bytes, from: alice.endpoint, now: network.now)
    _ = try alice.send([64, 1], to: bob, now: network.now)
    #expect(network.run { bob.received == [[64, 1]] })
  }
}
