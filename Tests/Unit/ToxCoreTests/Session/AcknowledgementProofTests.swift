import Testing
import ToxWire

@testable import ToxCore

/// When a side learns that its peer has its acknowledgement of a message.
@Suite struct `Proof of an acknowledgement` {
  private let network = SessionNetwork()

  /// Through which message numbers a machine was told so, in order.
  private func known(_ peer: SessionPeer) -> [UInt32] {
    peer.notices.compactMap {
      if case .acknowledgementKnown(_, let number) = $0 { number } else { nil }
    }
  }

  private func isTicked(_ peer: SessionPeer, _ number: UInt32) -> Bool {
    peer.acknowledgedThrough.map { !number.isAtOrBefore($0) } == false
  }

  @Test func `a peer that leaves the moment its receipt came proves it by its goodbye`() throws {
    let (alice, bob) = `Session data`.pair(network)
    let number = try alice.send(`Session data`.message(1), to: bob, now: network.now)
    #expect(network.run { isTicked(alice, number) })
    #expect(known(bob) == [])
    let session = try #require(alice.session(with: bob)?.id)
    alice.sessions.close(session, &alice.context[at: network.now])
    network.run(for: .milliseconds(50))
    let told = try #require(bob.session(with: alice) == nil ? bob.notices.suffix(2).first : nil)
    guard case .acknowledgementKnown(_, number) = told else {
      Issue.record("before the end of the session: \(told)")
      return
    }
  }

  /// A request list says that what lies between two missing packets has come.
  @Test func `a peer that leaves behind lost packets says what it has, and proves it by that`()
    throws
  {
    let (alice, bob) = `Session data`.pair(network)
    network.run(for: .seconds(1))
    network.loses = { [bob] bytes, from in from == bob.endpoint && bytes.count > 200 }
    bob.consumesAtOnce = false
    let number = try alice.send(`Session data`.message(1), to: bob, now: network.now)
    #expect(network.run { bob.received.count == 1 })
    let lost = [16] + [UInt8](repeating: 1, count: 300)
    _ = try bob.send(lost, to: alice, now: network.now)
    network.run(for: .milliseconds(1))
    let his = try #require(bob.session(with: alice)?.id)
    bob.sessions.consume(through: number, of: his, &bob.context[at: network.now])
    for payload in [[16, 2], lost, [16, 3]] {
      _ = try bob.send(payload, to: alice, now: network.now)
    }
    let hers = try #require(alice.session(with: bob)?.id)
    #expect(network.run { alice.session(with: bob)?.channel?.receiving.missingCount == 2 })
    #expect(known(bob).isEmpty)
    alice.sessions.close(hers, &alice.context[at: network.now])
    #expect(network.run { bob.session(with: alice) == nil })
    #expect(known(bob) == [number])
  }

  @Test func `a peer that says nothing more proves it within two round trips`() throws {
    let (alice, bob) = `Session data`.pair(network)
    let number = try alice.send(`Session data`.message(1), to: bob, now: network.now)
    network.run(for: .milliseconds(45))
    #expect(known(bob) == [number])
  }

  @Test func `an idle session sends nothing for it`() throws {
    let (alice, bob) = `Session data`.pair(network)
    _ = try alice.send(`Session data`.message(1), to: bob, now: network.now)
    network.run(for: .seconds(1))
    let before = network.sent.count
    network.run(for: .seconds(3))
    #expect(network.sent.count - before <= 2, "signs of life alone")
  }

  @Test func `what is held is not proven, and what is consumed later is`() throws {
    let (alice, bob) = `Session data`.pair(network)
    bob.consumesAtOnce = false
    for number in 0..<3 {
      _ = try alice.send(`Session data`.message(number), to: bob, now: network.now)
    }
    network.run(for: .seconds(20))
    #expect(known(bob) == [])
    let session = try #require(bob.session(with: alice)?.id)
    bob.sessions.consume(through: 1, of: session, &bob.context[at: network.now])
    network.run(for: .milliseconds(100))
    #expect(known(bob) == [1])
  }

  /// The one thing that must never happen: to believe in an acknowledgement that did not arrive.
  @Test(arguments: [0, .max - 40] as [UInt32], [1, 2, 3, 4] as [UInt64])
  func `it is never told before the peer has it, whatever gets lost`(
    firstNumber: UInt32, seed: UInt64
  ) throws {
    let network = SessionNetwork(seed: seed)
    let (alice, bob) = `Session data`.pair(network, firstNumber: firstNumber)
    network.loss = 30
    network.duplication = 10
    network.jitter = .milliseconds(30)
    var premature: [UInt32] = []
    var sent = 0
    for _ in 0..<100 {
      if (try? alice.send(`Session data`.message(sent), to: bob, now: network.now)) != nil {
        sent += 1
      }
      _ = network.run(within: .milliseconds(37)) {
        if let last = known(bob).last, !isTicked(alice, last) { premature.append(last) }
        return false
      }
    }
    #expect(premature == [])
    network.loss = 0
    let last = firstNumber &+ UInt32(sent - 1)
    #expect(network.run { known(bob).last == last }, "the doubt ends")
    #expect(isTicked(alice, last))
  }

  @Test func `a route that changes while acknowledgements are in doubt is told once`() throws {
    let (alice, bob) = `Session data`.pair(network)
    let session = try #require(bob.session(with: alice)?.id)
    _ = try alice.send(`Session data`.message(0), to: bob, now: network.now)
    network.run(for: .milliseconds(100))
    bob.consumesAtOnce = false
    _ = try alice.send(`Session data`.message(1), to: bob, now: network.now)
    network.run(for: .milliseconds(100))
    // Packets between the two addresses are lost from now on: relays carry everything.
    network.loses = { _, _ in true }
    for (here, there) in [(alice, bob), (bob, alice)] {
      let id = try #require(here.session(with: there)?.id)
      here.sessions.setRelayed(true, of: id, &here.context[at: network.now])
    }
    network.run(for: .seconds(10))
    for number in 2..<5 {
      _ = try alice.send(`Session data`.message(number), to: bob, now: network.now)
      network.run(for: .seconds(1))
    }
    #expect(bob.received.count == 5)
    #expect(bob.notices.filter { $0 == .routeChanged(session) }.count == 1)
  }
}
