import Testing
import ToxWire

@testable import ToxCore

/// A contact that forges the source of its packets; the victim must not be sent much.
@Suite struct `An address that a contact claims` {
  private let network = SessionNetwork()
  private let alice: SessionPeer
  private let bob: SessionPeer
  private let victim = Endpoint(.v4(0x0a00_0063), port: 1_234)

  init() {
    (alice, bob) = (network.add(), network.add())
    alice.contacts.insert(bob.key)
    bob.contacts.insert(alice.key)
  }

  /// Alice's packets come from the victim, which answers nothing.
  private func forge() {
    network.move(alice, to: victim)
    network.loses = { [bob] _, from in from == bob.endpoint }
  }

  /// Bob has much to say to alice.
  private func talk() throws {
    for number in 0..<500 {
      let text = `Session data`.message(number) + [UInt8](repeating: 46, count: 1_200)
      _ = try bob.send(text, to: alice, now: network.now)
    }
    network.run(for: .seconds(20))
  }

  private func expectBound(_ location: SourceLocation = #_sourceLocation) {
    func bytes(_ belongs: (SessionNetwork.Sent) -> Bool) -> Int {
      network.sent.filter(belongs).map(\.bytes.count).reduce(0, +)
    }
    let came = bytes { $0.from == victim && $0.to == bob.endpoint }
    let went = bytes { $0.to == victim }
    #expect(
      came > 0 && went > 0 && went <= 3 * came, "\(went) bytes for \(came)",
      sourceLocation: location)
    let moves = bob.notices.filter { if case .moved(_, victim) = $0 { true } else { false } }
    #expect(moves.isEmpty, sourceLocation: location)
  }

  @Test func `after a handshake over a relay it gets three times what came from it`() throws {
    let mine = try #require(
      alice.sessions.open(to: bob.key, bob.dhtKey, at: nil, &alice.context[at: network.now]))
    alice.sessions.setRelayed(true, of: mine, &alice.context[at: network.now])
    #expect(
      network.run {
        guard alice.session(with: bob)?.isOpen == true else { return false }
        network.loss = 100
        return true
      })
    network.loss = 0
    let his = try #require(bob.session(with: alice)?.id)
    #expect(bob.session(with: alice)?.handshake.isConfirmable == true)
    bob.sessions.setRelayed(false, of: his, &bob.context[at: network.now])
    alice.sessions.setRelayed(false, of: mine, &alice.context[at: network.now])
    forge()
    alice.sessions.setEndpoint(bob.endpoint, of: mine, &alice.context[at: network.now])
    network.run(for: .milliseconds(500))
    #expect(bob.isEstablished(with: alice))
    try talk()
    expectBound()
  }

  @Test func `a session that moved there sends no packet about it`() throws {
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { bob.isEstablished(with: alice) && alice.isEstablished(with: bob) })
    network.run(for: .seconds(2))
    forge()
    _ = try alice.send([64, 1], to: bob, now: network.now)
    network.run(for: .milliseconds(100))
    #expect(bob.session(with: alice)?.path.endpoint == victim)
    try talk()
    expectBound()
  }

  @Test func `a handshake from there is answered within the bound, however often it comes`() throws
  {
    _ = alice.open(to: bob, now: network.now)
    network.loses = { [bob] bytes, from in
      from == bob.endpoint && bytes[0] != CookieResponse.kind
    }
    #expect(
      network.run {
        let packet = alice.session(with: bob)?.handshake.attempt?.packet
        guard packet?.first == Handshake.kind else { return false }
        network.move(alice, to: victim)
        return true
      })
    network.run(for: .seconds(20))
    expectBound()
  }

  @Test func `while it is not proved relays carry everything`() throws {
    let id = try #require(
      alice.sessions.open(to: bob.key, bob.dhtKey, at: nil, &alice.context[at: network.now]))
    alice.sessions.setRelayed(true, of: id, &alice.context[at: network.now])
    #expect(network.run { alice.isEstablished(with: bob) && bob.isEstablished(with: alice) })
    forge()
    alice.sessions.setEndpoint(bob.endpoint, of: id, &alice.context[at: network.now])
    network.run(for: .seconds(2))
    #expect(bob.session(with: alice)?.path.isDirect(now: network.now) == true)
    try talk()
    #expect(alice.received.count == 500)
    #expect(!bob.directness.contains(true))
    expectBound()
  }

  @Test func `one that the peer's DHT key answers from is told to the others`() throws {
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { bob.isEstablished(with: alice) && alice.isEstablished(with: bob) })
    network.run(for: .seconds(2))
    network.move(alice, to: victim)
    _ = try alice.send([64, 1], to: bob, now: network.now)
    let id = try #require(bob.session(with: alice)?.id)
    #expect(network.run(within: .milliseconds(100)) { bob.notices.last == .moved(id, victim) })
    #expect(bob.session(with: alice)?.path.allowance(at: victim) == nil)
  }

  /// An observer on the way repeats what alice sends, from elsewhere and before it arrives.
  @Test func `her own address still gets packets while another one is claimed for her`() throws {
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { bob.isEstablished(with: alice) && alice.isEstablished(with: bob) })
    network.run(for: .seconds(2))
    let home = alice.endpoint
    network.loses = { [network, victim, bob] bytes, from in
      guard from == home, bytes[0] == SessionData.kind else { return false }
      network.inject(bytes, from: victim, to: bob.endpoint)
      return true
    }
    _ = try alice.send([64, 1], to: bob, now: network.now)
    network.run(for: .seconds(3))
    #expect(bob.session(with: alice)?.path.endpoint == victim)
    try talk()
    #expect(alice.received.count == 500)
  }
}
