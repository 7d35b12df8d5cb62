import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

/// A peer begins a new session while the old one stands with us.
@Suite struct `A peer that has left its session` {
  private let network = SessionNetwork(seed: 3)

  private func isOpen(_ alice: SessionPeer, _ bob: SessionPeer) -> Bool {
    alice.isEstablished(with: bob) && bob.isEstablished(with: alice)
  }

  private func open() throws -> (alice: SessionPeer, bob: SessionPeer, of: SessionID) {
    let (alice, bob) = (network.add(), network.add())
    let id = try #require(alice.open(to: bob, now: network.now))
    #expect(network.run { isOpen(alice, bob) })
    return (alice, bob, id)
  }

  private func cookie(of maker: SessionPeer, for peer: SessionPeer) -> Cookie {
    maker.sessions.cookies.make(for: peer.key, peer.dhtKey, &maker.context[at: network.now])
  }

  /// A handshake from `sender` with a session key that it never used before.
  private func handshake(
    from sender: SessionPeer, to receiver: SessionPeer, cookie: Cookie
  ) throws -> [UInt8] {
    let box = try #require(BoxKey(receiver.key, sender.context.longTerm.secretKey))
    let session: KeyPair<SessionPublicKey> = sender.context.entropy.keyPair()
    let payload = Handshake.Payload(
      baseNonce: Nonce(high: 1, middle: 2, low: 3), sessionKey: session.publicKey,
      cookieHash: Hash.sha512(cookie.encoded()), cookie: self.cookie(of: sender, for: receiver))
    let nonce = Nonce(high: 7, middle: 8, low: 9)
    return Handshake(cookie: cookie, nonce: nonce, sealed: box.seal(payload, nonce: nonce))
      .encoded()
  }

  @Test func `it is back at once, under the same DHT key too`() throws {
    let (alice, bob, old) = try open()
    bob.sessions = Sessions(&bob.context)
    let left = network.now.monotonic
    _ = bob.open(to: alice, now: network.now)
    #expect(network.run { isOpen(alice, bob) })
    #expect(network.now.monotonic - left <= .milliseconds(60))
    let new = try #require(alice.session(with: bob)?.id)
    #expect(
      alice.notices.suffix(4)
        == [
          .closed(old, .replaced),
          .incoming(new, bob.key, bob.dhtKey, isRelayed: false), .moved(new, bob.endpoint),
          .established(new),
        ])
    _ = try alice.send([64, 1], to: bob, now: network.now)
    _ = try bob.send([64, 2], to: alice, now: network.now)
    #expect(network.run { bob.received == [[64, 1]] && alice.received == [[64, 2]] })
    #expect(alice.sessions.count == 1)
  }

  @Test func `it is back at once from another address and over a relay`() throws {
    for isRelayed in [false, true] {
      let network = SessionNetwork(seed: 3)
      let (alice, bob) = (network.add(), network.add())
      _ = alice.open(to: bob, now: network.now)
      #expect(network.run { isOpen(alice, bob) })
      bob.sessions = Sessions(&bob.context)
      network.move(bob, to: Endpoint(.v4(0x0a00_0063), port: 9))
      if isRelayed { network.loses = { _, _ in true } }
      let id = try #require(bob.open(to: alice, now: network.now))
      bob.sessions.setRelayed(isRelayed, of: id, &bob.context[at: network.now])
      #expect(network.run(within: .seconds(2)) { isOpen(alice, bob) })
    }
  }

  @Test func `half open it is followed as well, and under the keys that it knows`() throws {
    let (alice, bob) = (network.add(), network.add())
    network.loses = { bytes, from in from == alice.endpoint && bytes[0] >= Handshake.kind }
    _ = bob.open(to: alice, now: network.now)
    #expect(network.run { alice.session(with: bob)?.isOpen == true })
    bob.sessions = Sessions(&bob.context)
    network.loses = { _, _ in false }
    _ = bob.open(to: alice, now: network.now)
    #expect(network.run(within: .seconds(2)) { isOpen(alice, bob) })
    let id = try #require(alice.session(with: bob)?.id)
    #expect(
      alice.notices == [
        .incoming(id, bob.key, bob.dhtKey, isRelayed: false), .moved(id, bob.endpoint),
        .established(id),
      ])
  }

  /// What an observer has of an attempt that the peer gave up: for a cookie that came before the
  /// session did.
  @Test func `a handshake from before the session does not end it, whatever its DHT key`() throws {
    let (alice, bob) = (network.add(), network.add())
    alice.contacts = [bob.key]
    let given = try handshake(from: bob, to: alice, cookie: cookie(of: alice, for: bob))
    bob.restart(seed: 99)
    let otherKey = try handshake(from: bob, to: alice, cookie: cookie(of: alice, for: bob))
    network.run(for: .milliseconds(1))
    let id = try #require(alice.open(to: bob, now: network.now))
    #expect(network.run { isOpen(alice, bob) })
    let drops = alice.context.drops[.badHandshake]
    for bytes in [given, otherKey] {
      for source in [bob.endpoint, Endpoint(.v4(0x0a00_0063), port: 9)] {
        alice.receive(bytes, from: source, now: network.now)
      }
    }
    #expect(alice.context.drops[.badHandshake] == drops + 4)
    #expect(alice.notices == [.established(id)])
    _ = try bob.send([64, 1], to: alice, now: network.now)
    #expect(network.run { alice.received == [[64, 1]] })
  }

  @Test func `nothing that was overheard ends the session that took its place`() throws {
    let (alice, bob, _) = try open()
    bob.sessions = Sessions(&bob.context)
    _ = bob.open(to: alice, now: network.now)
    #expect(network.run { isOpen(alice, bob) })
    let before = (alice.notices, bob.notices)
    for overheard in network.sent {
      let receiver = overheard.from == alice.endpoint ? bob : alice
      receiver.receive(overheard.bytes, from: overheard.from, now: network.now)
    }
    #expect(alice.notices == before.0 && bob.notices == before.1)
    _ = try bob.send([64, 1], to: alice, now: network.now)
    #expect(network.run { alice.received == [[64, 1]] })
    #expect(alice.sessions.count == 1)
  }

  @Test func `a peer that was silent for long gets the goodbye on every way`()
    throws
  {
    let (alice, bob, id) = try open()
    network.loses = { _, _ in true }
    network.run(for: .seconds(20))
    network.loses = { _, _ in false }
    alice.sessions.setRelayed(true, of: id, &alice.context[at: network.now])
    let relayed = network.relayedCount
    let direct = network.sent.count
    alice.sessions.close(id, &alice.context[at: network.now])
    #expect(network.run { !bob.isEstablished(with: alice) })
    let goodbyes = network.sent.dropFirst(direct).filter { $0.from == alice.endpoint }
    #expect(network.relayedCount > relayed)
    #expect(goodbyes.contains { $0.bytes.count == 32 })
  }
}
