import Testing
import ToxWire

@testable import ToxCore

/// Sessions over relays: what goes there, and how they move to addresses and back.
@Suite struct `Sessions over relays` {
  let network = SessionNetwork()

  private func pair() -> (SessionPeer, SessionPeer) {
    let alice = network.add()
    let bob = network.add()
    alice.contacts.insert(bob.key)
    bob.contacts.insert(alice.key)
    return (alice, bob)
  }

  /// Alice opens over relays alone.
  private func openOverRelays(_ alice: SessionPeer, _ bob: SessionPeer) throws -> SessionID {
    let id = try #require(
      alice.sessions.open(to: bob.key, bob.dhtKey, at: nil, &alice.context[at: network.now]))
    alice.sessions.setRelayed(true, of: id, &alice.context[at: network.now])
    #expect(network.run { alice.isEstablished(with: bob) && bob.isEstablished(with: alice) })
    return id
  }

  @Test func `a session opens and talks over relays, and no datagram leaves`() throws {
    let (alice, bob) = pair()
    bob.echoes = true
    _ = try openOverRelays(alice, bob)
    let payloads = (0..<200).map { [UInt8(64), UInt8($0)] }
    for payload in payloads { _ = try alice.send(payload, to: bob, now: network.now) }
    #expect(network.run { alice.received.count == 200 })
    #expect(bob.received == payloads && alice.received == payloads)
    #expect(network.sent.isEmpty)
    #expect(
      bob.notices.contains {
        if case .incoming(_, _, _, isRelayed: true) = $0 { true } else { false }
      })
  }

  @Test func `what relays lose, double and delay arrives once and in order`() throws {
    let (alice, bob) = pair()
    _ = try openOverRelays(alice, bob)
    network.loss = 20
    network.duplication = 10
    network.jitter = .milliseconds(30)
    let payloads = (0..<300).map { [UInt8(64), UInt8($0 & 0xff), UInt8($0 >> 8)] }
    for payload in payloads { _ = try alice.send(payload, to: bob, now: network.now) }
    #expect(network.run { bob.received.count == 300 })
    #expect(bob.received == payloads)
  }

  @Test func `once the peer is heard at an address the relays rest`() throws {
    let (alice, bob) = pair()
    let id = try openOverRelays(alice, bob)
    alice.sessions.setEndpoint(bob.endpoint, of: id, &alice.context[at: network.now])
    #expect(network.run(within: .seconds(8)) { alice.directness.last == true })
    #expect(network.run(within: .seconds(8)) { bob.directness.last == true })
    let relayed = network.relayedCount
    for number in 0..<50 {
      _ = try alice.send([64, UInt8(number)], to: bob, now: network.now)
    }
    #expect(network.run { bob.received.count == 50 })
    #expect(network.relayedCount == relayed)
  }

  @Test func `when datagrams stop in the middle of a stream, relays carry on within two seconds`()
    throws
  {
    let (alice, bob) = pair()
    let id = try openOverRelays(alice, bob)
    alice.sessions.setEndpoint(bob.endpoint, of: id, &alice.context[at: network.now])
    #expect(
      network.run(within: .seconds(8)) {
        alice.directness.last == true && bob.directness.last == true
      })
    network.loses = { _, _ in true }
    let payloads = (0..<100).map { [UInt8(64), UInt8($0)] }
    for payload in payloads { _ = try alice.send(payload, to: bob, now: network.now) }
    let cutAt = network.now.monotonic
    #expect(network.run(within: .seconds(10)) { bob.received.count == 100 })
    #expect(bob.received == payloads)
    #expect(network.now.monotonic - cutAt < .seconds(2))
    #expect(alice.directness.last == false)

    network.loses = { _, _ in false }
    #expect(network.run(within: .seconds(10)) { alice.directness.last == true })
    for payload in payloads { _ = try bob.send(payload, to: alice, now: network.now) }
    #expect(network.run { alice.received.count == 100 })
    #expect(alice.received == payloads && bob.received == payloads)
  }

  @Test func `an idle session whose address died goes over to the relays`() throws {
    let (alice, bob) = pair()
    let id = try openOverRelays(alice, bob)
    alice.sessions.setEndpoint(bob.endpoint, of: id, &alice.context[at: network.now])
    #expect(network.run(within: .seconds(8)) { alice.directness.last == true })
    network.loses = { _, _ in true }
    #expect(network.run(within: .seconds(14)) { alice.directness.last == false })
    #expect(network.run(within: .seconds(14)) { bob.directness.last == false })
  }

  @Test func `over a relay a cookie request must name the key that the relay names`() throws {
    let (alice, bob) = pair()
    let request = CookieRequest(
      sender: alice.dhtKey, nonce: Nonce(high: 1, middle: 2, low: 3),
      sealed: Sealed([UInt8](repeating: 0, count: 88)))
    bob.receive(request.encoded(), from: .relayed(bob.dhtKey), now: network.now)
    #expect(bob.context.drops[.malformed] == 1)
    let id = try openOverRelays(alice, bob)
    #expect(alice.sessions[id] != nil)
  }

  @Test func `a contact that claims another's DHT key does not get what is meant for that one`()
    throws
  {
    let (alice, bob) = pair()
    let carol = network.add()
    bob.contacts.insert(carol.key)
    // Carol says that she has Alice's DHT key, and Bob believes it first.
    let claimed = try #require(
      bob.sessions.open(to: carol.key, alice.dhtKey, at: nil, &bob.context[at: network.now]))
    bob.sessions.setRelayed(true, of: claimed, &bob.context[at: network.now])
    _ = try openOverRelays(alice, bob)
    _ = try alice.send([64, 1], to: bob, now: network.now)
    #expect(network.run { bob.received.count == 1 })
    let again = bob.sessions.open(
      to: carol.key, alice.dhtKey, at: nil, &bob.context[at: network.now])
    #expect(again != nil)
    _ = try alice.send([64, 2], to: bob, now: network.now)
    #expect(network.run { bob.received.count == 2 })
  }
}
