import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Recovery of a session` {
  /// Streams until the window is wide, loses `lost` packets in a row each way where `both`, and
  /// measures from the last loss until all is there.
  private func recovery(
    _ network: SessionNetwork, alice: SessionPeer, bob: SessionPeer, lost: Int, both: Bool
  ) -> Interval? {
    let count = 5_000
    var next = (0, 0)
    var left = [alice.endpoint: 0, bob.endpoint: 0]
    var isStarted = false
    var lastLoss = network.now.monotonic
    network.loses = { bytes, from in
      guard bytes[0] == SessionData.kind, bytes.count > 90, let count = left[from], count > 0
      else { return false }
      left[from] = count - 1
      lastLoss = network.now.monotonic
      return true
    }
    let isComplete = network.run {
      while next.0 < count,
        (try? alice.send(`Session data`.message(next.0, size: 64), to: bob, now: network.now))
          != nil
      { next.0 += 1 }
      while both, next.1 < count,
        (try? bob.send(`Session data`.message(next.1, size: 64), to: alice, now: network.now))
          != nil
      { next.1 += 1 }
      if !isStarted, bob.received.count > 2_000 {
        isStarted = true
        left = [alice.endpoint: lost, bob.endpoint: both ? lost : 0]
      }
      return bob.received.count >= 3_500 && (!both || alice.received.count >= 3_500)
    }
    return isComplete && isStarted ? network.now.monotonic - lastLoss : nil
  }

  @Test(arguments: [100, 500], [false, true])
  func `hundreds of packets lost in a row are back within a few round trips`(
    lost: Int, both: Bool
  ) throws {
    let network = SessionNetwork()
    let (alice, bob) = `Session data`.pair(network)
    network.delay = .milliseconds(20)
    let elapsed = try #require(recovery(network, alice: alice, bob: bob, lost: lost, both: both))
    #expect(elapsed < .milliseconds(40 * 10), "took \(elapsed.nanoseconds / 1_000_000) ms")
    #expect(
      bob.received.prefix(3_500) == (0..<3_500).map { `Session data`.message($0, size: 64) }[...])
  }

  @Test func `what is missing is asked for at most once a round trip`() throws {
    let network = SessionNetwork()
    let (alice, bob) = `Session data`.pair(network)
    for number in 0..<64 {
      _ = try alice.send(`Session data`.message(number), to: bob, now: network.now)
    }
    let alices = alice.endpoint
    var isFirst = true
    network.loses = { bytes, from in
      guard from == alices, bytes[0] == SessionData.kind else { return false }
      // The first message, and from then on every repetition of it: all that alice says.
      defer { isFirst = false }
      return isFirst
    }
    network.run(for: .milliseconds(10))
    network.loses = { _, from in from == alices }
    let sent = network.sent.count
    network.run(for: .seconds(2))
    let requests = network.sent[sent...].filter { $0.from == bob.endpoint }
    #expect((20...100).contains(requests.count), "\(requests.count) requests in 2 s")
    network.loses = { _, _ in false }
    #expect(network.run(within: .milliseconds(300)) { bob.received.count == 64 })
  }

  @Test func `a receive buffer that overflows costs milliseconds`() throws {
    let network = SessionNetwork()
    let limits = {
      var limits = Limits()
      limits.sessionReceiveBufferBytes = 10_000
      return limits
    }()
    let (alice, bob) = `Session data`.pair(network, limits: limits)
    network.delay = .milliseconds(1)
    let alices = alice.endpoint
    var isFirst = true
    network.loses = { bytes, from in
      guard from == alices, bytes[0] == SessionData.kind else { return false }
      defer { isFirst = false }
      return isFirst
    }
    let messages = (0..<60).map { `Session data`.message($0, size: 1_000) }
    let start = network.now.monotonic
    for message in messages { _ = try alice.send(message, to: bob, now: network.now) }
    #expect(network.run(within: .seconds(5)) { bob.received == messages })
    #expect(bob.context.drops[.overLimit] > 0)
    let elapsed = network.now.monotonic - start
    #expect(elapsed < .milliseconds(100), "took \(elapsed.nanoseconds / 1_000_000) ms")
  }

  @Test func `a full store of unconsumed messages costs milliseconds when it empties`() throws {
    let network = SessionNetwork()
    let limits = {
      var limits = Limits()
      limits.unconsumedMessages = 20
      return limits
    }()
    let (alice, bob) = `Session data`.pair(network, limits: limits)
    bob.consumesAtOnce = false
    let messages = (0..<60).map { `Session data`.message($0) }
    for message in messages { _ = try alice.send(message, to: bob, now: network.now) }
    network.run(for: .milliseconds(500))
    #expect(bob.received.count == 20)
    let start = network.now.monotonic
    bob.consumesAtOnce = true
    let id = try #require(bob.session(with: alice)?.id)
    bob.sessions.consume(through: 19, of: id, &bob.context[at: network.now])
    bob.drain(now: network.now)
    #expect(network.run(within: .seconds(5)) { bob.received == messages })
    let elapsed = network.now.monotonic - start
    #expect(elapsed < .milliseconds(200), "took \(elapsed.nanoseconds / 1_000_000) ms")
  }
}
