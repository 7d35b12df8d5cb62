import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Bulk in a session` {
  private let network = SessionNetwork(seed: 5)

  /// Two machines, one of which has so many packets of bulk for the other.
  private func pair(bulk count: Int, limits: Limits = Limits()) throws -> (
    SessionPeer, SessionPeer
  ) {
    network.records = false
    let (alice, bob) = `Session data`.pair(network, limits: limits)
    alice.bulk.left = count
    alice.sessions.bulkCame(for: try #require(alice.session(with: bob)?.id))
    return (alice, bob)
  }

  @Test(arguments: [0, 10])
  func `all of it arrives in order, as fast as the window lets it`(_ loss: Int) throws {
    let (alice, bob) = try pair(bulk: 3_000)
    network.loss = loss
    let start = network.now.monotonic
    #expect(network.run { bob.received.count == 3_000 })
    #expect(bob.received == (0..<3_000).map(TestBulk.packet))
    #expect(network.now.monotonic - start < .seconds(3))
    #expect(network.run { alice.acknowledgedThrough ?? 0 >= 2_999 })
  }

  @Test func `a message leaves at once, with the next number`() throws {
    let (alice, bob) = try pair(bulk: .max)
    network.run(for: .milliseconds(300))
    for round in 0..<20 {
      network.run(for: .milliseconds(7))
      let taken = alice.bulk.lastNumber
      let message = `Session data`.message(round)
      let number = try alice.send(message, to: bob, now: network.now)
      #expect(number &- taken <= 2, "\(number) behind \(taken)")
      let sentAt = network.now.monotonic
      #expect(network.run { bob.received.contains(message) })
      #expect(network.now.monotonic - sentAt <= network.delay + .milliseconds(2))
      #expect(network.run { alice.acknowledgedThrough.map { number.isAtOrBefore($0) } ?? false })
      #expect(network.now.monotonic - sentAt <= network.delay * 2 + .milliseconds(5))
    }
  }

  @Test func `bulk of a session that holds too much waits, messages go on`() throws {
    var limits = Limits()
    limits.sessionBytes = 40_000
    let (alice, bob) = try pair(bulk: 1_000, limits: limits)
    network.delay = .milliseconds(200)
    var heldMax = 0
    let isDone = network.run(within: .seconds(600)) {
      heldMax = max(heldMax, alice.session(with: bob)?.channel?.bytes ?? 0)
      return bob.received.count == 1_000
    }
    // What leaves in one burst may go beyond it.
    #expect(isDone && heldMax < 150_000, "\(heldMax)")
    network.run(for: .seconds(1))
    let message = `Session data`.message(1)
    _ = try alice.send(message, to: bob, now: network.now)
    #expect(network.run(within: .seconds(1)) { bob.received.last == message })
  }

  @Test func `data of a file is acknowledged when it is released, and before it is not`() throws {
    let (alice, bob) = `Session data`.pair(network)
    bob.consumesAtOnce = false
    alice.bulk.left = 3
    alice.sessions.bulkCame(for: try #require(alice.session(with: bob)?.id))
    network.run(for: .seconds(10))
    #expect(bob.received.count == 3 && alice.acknowledgedThrough == nil)
    let id = try #require(bob.session(with: alice)?.id)
    for number: UInt32 in [0, 1] {
      bob.sessions.release(number, of: id, &bob.context[at: network.now])
    }
    #expect(network.run { alice.acknowledgedThrough == 1 })
    bob.sessions.consume(through: 2, of: id, &bob.context[at: network.now])
    network.run(for: .seconds(10))
    #expect(alice.acknowledgedThrough == 1, "a message behind it is no word for it")
    bob.sessions.release(2, of: id, &bob.context[at: network.now])
    #expect(network.run { alice.acknowledgedThrough == 2 })
  }

  @Test func `data flow while a message before it waits for the owner`() throws {
    let (alice, bob) = try pair(bulk: 0)
    bob.consumesAtOnce = false
    bob.releasesData = true
    _ = try alice.send(`Session data`.message(1), to: bob, now: network.now)
    network.run(for: .milliseconds(100))
    alice.bulk.left = 10_000
    alice.sessions.bulkCame(for: try #require(alice.session(with: bob)?.id))
    let start = network.now.monotonic
    #expect(network.run { bob.received.count == 10_001 })
    #expect(network.now.monotonic - start < .seconds(2))
    #expect(alice.acknowledgedThrough == nil)
    #expect(bob.context.drops[.duplicate] < 50)
  }

  @Test func `an idle session with released data sends no more than one without`() throws {
    let (alice, bob) = try pair(bulk: 200)
    #expect(network.run { alice.acknowledgedThrough ?? 0 >= 199 })
    network.run(for: .seconds(5))
    network.records = true
    let before = network.sent.count
    network.run(for: .seconds(60))
    #expect(network.sent.count - before <= 2 * 60 / 4 + 2)
    #expect(bob.received.count == 200)
  }
}
