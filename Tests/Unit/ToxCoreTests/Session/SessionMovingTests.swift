import Testing
import ToxWire

@testable import ToxCore

@Suite struct `A peer whose address changes` {
  private let elsewhere = Endpoint(.v4(0x0a00_0063), port: 1_234)

  enum Mover: CaseIterable { case sender, receiver }

  /// Sends messages, lets `event` happen when half of them came, and measures how long the rest
  /// takes.
  private func stream(
    _ network: SessionNetwork, from alice: SessionPeer, to bob: SessionPeer, count: Int,
    _ event: () -> Void
  ) -> Interval? {
    var (next, begun): (Int, Instant?) = (0, nil)
    let isComplete = network.run {
      while next < count,
        (try? alice.send(`Session data`.message(next), to: bob, now: network.now)) != nil
      { next += 1 }
      if begun == nil, bob.received.count > count / 2 {
        event()
        begun = network.now.monotonic
      }
      return bob.received.count >= count && alice.acknowledgedThrough == UInt32(count - 1)
    }
    return isComplete ? begun.map { network.now.monotonic - $0 } : nil
  }

  @Test(arguments: Mover.allCases)
  func `the stream goes on within two seconds, and nothing is lost or doubled`(
    mover: Mover
  ) throws {
    let network = SessionNetwork()
    network.records = false
    let (alice, bob) = `Session data`.pair(network)
    network.delay = .milliseconds(40)
    let elapsed = try #require(
      stream(network, from: alice, to: bob, count: 6_000) {
        network.move(mover == .sender ? alice : bob, to: elsewhere)
      })
    #expect(bob.received == (0..<6_000).map { `Session data`.message($0) })
    #expect(elapsed < .seconds(2), "took \(elapsed.nanoseconds / 1_000_000) ms")
  }

  @Test func `where both moved at once, an address from the DHT helps`() throws {
    let network = SessionNetwork()
    let (alice, bob) = `Session data`.pair(network)
    network.move(alice, to: elsewhere)
    let moved = Endpoint(elsewhere.address, port: 99)
    network.move(bob, to: moved)
    _ = try alice.send([64, 7], to: bob, now: network.now)
    network.run(for: .seconds(1))
    #expect(bob.received.isEmpty)
    #expect(
      alice.notices.contains {
        if case .unheard(bob.dhtKey, _) = $0 { true } else { false }
      })
    let id = try #require(alice.session(with: bob)?.id)
    alice.sessions.setEndpoint(moved, of: id, &alice.context[at: network.now])
    #expect(network.run(within: .seconds(2)) { bob.received == [[64, 7]] })
    #expect(network.run(within: .seconds(2)) { alice.acknowledgedThrough == 0 })
  }

  @Test func `a packet that was overheard and is sent again from elsewhere moves no session`()
    throws
  {
    let network = SessionNetwork()
    let (alice, bob) = `Session data`.pair(network)
    for number in 0..<5 {
      _ = try alice.send(`Session data`.message(number), to: bob, now: network.now)
    }
    #expect(network.run { bob.received.count == 5 })
    let overheard = network.sent.filter {
      $0.from == alice.endpoint && $0.bytes[0] == SessionData.kind
    }
    for packet in overheard { network.inject(packet.bytes, from: elsewhere, to: bob.endpoint) }
    network.run(for: .seconds(5))
    #expect(bob.context.drops[.badSequence] == UInt64(overheard.count))
    #expect(bob.session(with: alice)?.path.contains(elsewhere) == false)
  }

  @Test func `an observer that forwards a peer's packets from elsewhere does not cut it off`()
    throws
  {
    let network = SessionNetwork()
    let (alice, bob) = `Session data`.pair(network)
    bob.echoes = true
    var stolen: [[UInt8]] = []
    network.loses = { bytes, from in
      guard from == alice.endpoint else { return false }
      stolen.append(bytes)
      return true
    }
    _ = try alice.send([64, 1], to: bob, now: network.now)
    network.run(for: .seconds(2))
    network.loses = { _, _ in false }
    for bytes in stolen { network.inject(bytes, from: elsewhere, to: bob.endpoint) }
    #expect(network.run(within: .seconds(1)) { alice.received == [[64, 1]] })
    network.run(for: .seconds(10))
    #expect(bob.session(with: alice)?.path.endpoint == alice.endpoint)
  }

  /// A contact that forges the source of its packets, and asks for everything again.
  @Test func `an address that does not prove itself gets three times what came from it`() throws {
    let network = SessionNetwork()
    let (alice, bob) = `Session data`.pair(network)
    var number = 0
    network.loses = { bytes, from in
      guard from == bob.endpoint, bytes.count > 1_000 else { return false }
      number += 1
      return number % 50 != 0
    }
    for number in 0..<500 {
      let message = `Session data`.message(number) + [UInt8](repeating: 46, count: 1_200)
      _ = try bob.send(message, to: alice, now: network.now)
    }
    network.run(for: .milliseconds(100))
    network.move(alice, to: elsewhere)
    network.loses = { _, from in from == bob.endpoint }
    let before = network.sent.count
    network.run(for: .seconds(20))
    let flights = network.sent.dropFirst(before)
    let came = flights.filter { $0.from == elsewhere }.reduce(0) { $0 + $1.bytes.count }
    let went = flights.filter { $0.to == elsewhere }.reduce(0) { $0 + $1.bytes.count }
    #expect(came > 0 && went > 0 && went <= 3 * came, "\(went) bytes for \(came)")
  }

  @Test func `one that proves itself is sent everything, a round trip later`() throws {
    let network = SessionNetwork()
    let (alice, bob) = `Session data`.pair(network)
    network.move(alice, to: elsewhere)
    _ = try alice.send([64, 1], to: bob, now: network.now)
    #expect(network.run { bob.received.count == 1 })
    #expect(bob.session(with: alice)?.path.allowance(at: elsewhere) != nil)
    network.run(for: .milliseconds(25))
    #expect(bob.session(with: alice)?.path.allowance(at: elsewhere) == nil)
    for number in 0..<500 {
      _ = try bob.send(`Session data`.message(number), to: alice, now: network.now)
    }
    #expect(network.run(within: .seconds(2)) { alice.received.count == 500 })
  }

  @Test func `a handshake proves no address; the data that answers ours does`() throws {
    let network = SessionNetwork()
    let (alice, bob) = (network.add(), network.add())
    network.loses = { bytes, from in from == bob.endpoint && bytes[0] == Handshake.kind }
    _ = alice.open(to: bob, now: network.now)
    network.run(for: .seconds(20))
    let answers = network.sent.filter {
      $0.from == bob.endpoint && $0.bytes[0] != CookieResponse.kind
    }
    let handshakes = network.sent.filter {
      $0.from == alice.endpoint && $0.bytes[0] == Handshake.kind
    }
    let (went, came) = (answers.map(\.bytes.count).reduce(0, +), handshakes.count * Handshake.size)
    #expect(went <= 3 * came, "\(went) bytes for \(came)")
    network.loses = { _, _ in false }
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { bob.isEstablished(with: alice) })
    #expect(bob.session(with: alice)?.path.allowance(at: alice.endpoint) == nil)
  }

  @Test func `data from nowhere is looked at so often and no oftener`() {
    let network = SessionNetwork()
    let limits = {
      var limits = Limits()
      limits.strayData = RateLimit(burst: 3, perSecond: 1)
      return limits
    }()
    let (_, bob) = `Session data`.pair(network, limits: limits)
    let stray = [SessionData.kind] + [UInt8](repeating: 7, count: 60)
    for _ in 0..<10 { bob.receive(stray, from: elsewhere, now: network.now) }
    #expect(bob.context.drops[.badSequence] == 3)
    #expect(bob.context.drops[.overLimit] == 7)
  }

  @Test func `a peer that falls silent in mid-stream is asked once`() throws {
    let network = SessionNetwork()
    let (alice, bob) = `Session data`.pair(network)
    for number in 0..<50 {
      _ = try alice.send(`Session data`.message(number), to: bob, now: network.now)
    }
    #expect(network.run { alice.acknowledgedThrough == 49 })
    let sent = network.sent.count
    network.run(for: .milliseconds(1_500))
    let words = network.sent[sent...].filter { $0.from == bob.endpoint }
    #expect(words.count <= 2)
    let asked = bob.notices.filter { if case .unheard = $0 { true } else { false } }
    #expect(asked.count == 1)
  }
}
