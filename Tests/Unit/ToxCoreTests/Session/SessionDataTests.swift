import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

@Suite struct `Session data` {
  /// Two machines with an established session.
  static func pair(
    _ network: SessionNetwork, limits: Limits = Limits(), firstNumber: UInt32 = 0
  ) -> (SessionPeer, SessionPeer) {
    let alice = network.add(limits: limits, firstNumber: firstNumber)
    let bob = network.add(limits: limits, firstNumber: firstNumber)
    _ = alice.open(to: bob, now: network.now)
    let isOpen = network.run { alice.isEstablished(with: bob) && bob.isEstablished(with: alice) }
    #expect(isOpen)
    return (alice, bob)
  }

  static func message(_ number: Int, size: Int = 5) -> [UInt8] {
    let digits = (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    return [64] + digits + [UInt8](repeating: 0x2e, count: max(size - 5, 0))
  }

  /// Sends messages from one to the other as fast as the queue takes them.
  private func flood(
    _ network: SessionNetwork, _ directions: [(SessionPeer, SessionPeer)], count: Int
  ) -> Bool {
    var next = [Int](repeating: 0, count: directions.count)
    return network.run(within: .seconds(3_600)) {
      for (index, (sender, receiver)) in directions.enumerated() {
        while next[index] < count,
          (try? sender.send(Self.message(next[index]), to: receiver, now: network.now)) != nil
        {
          next[index] += 1
        }
      }
      return directions.allSatisfy {
        // Packets that only carry an acknowledgement have numbers too.
        $0.1.received.count >= count && $0.0.acknowledgedThrough ?? 0 >= UInt32(count - 1)
      }
    }
  }

  @Test(arguments: [(0, 0, 0, 1), (10, 5, 5, 4), (30, 20, 20, 15)])
  func `five thousand messages each way arrive once and in order`(
    loss: Int, duplication: Int, jitter: Int64, seconds: Int64
  ) {
    let network = SessionNetwork(seed: UInt64(loss + 7))
    network.records = false
    let (alice, bob) = Self.pair(network)
    network.loss = loss
    network.duplication = duplication
    network.jitter = .milliseconds(jitter)
    let start = network.now.monotonic
    #expect(flood(network, [(alice, bob), (bob, alice)], count: 5_000))
    let expected = (0..<5_000).map { Self.message($0) }
    #expect(alice.received == expected)
    #expect(bob.received == expected)
    let elapsed = network.now.monotonic - start
    #expect(elapsed < .seconds(seconds), "took \(elapsed.nanoseconds / 1_000_000) ms")
  }

  @Test func `held messages are not acknowledged until they are consumed`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    bob.consumesAtOnce = false
    for number in 0..<20 { _ = try alice.send(Self.message(number), to: bob, now: network.now) }
    network.run(for: .seconds(40))
    #expect(bob.received.count == 20)
    #expect(alice.acknowledgedThrough == nil)
    #expect(alice.isEstablished(with: bob))
    let id = try #require(bob.session(with: alice)?.id)
    bob.sessions.consume(through: 9, of: id, &bob.context[at: network.now])
    let consumed = network.now.monotonic
    #expect(network.run { alice.acknowledgedThrough == 9 })
    #expect(network.now.monotonic - consumed <= .milliseconds(12))
    bob.sessions.consume(through: 19, of: id, &bob.context[at: network.now])
    #expect(network.run { alice.acknowledgedThrough == 19 })
    #expect(bob.received.count == 20)
  }

  @Test func `a dropped message is acknowledged as soon as those before it are`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    bob.consumesAtOnce = false
    for number in 0..<3 { _ = try alice.send(Self.message(number), to: bob, now: network.now) }
    network.run(for: .seconds(1))
    let id = try #require(bob.session(with: alice)?.id)
    bob.sessions.drop(1, of: id, &bob.context[at: network.now])
    network.run(for: .seconds(1))
    #expect(alice.acknowledgedThrough == nil)
    bob.sessions.consume(through: 0, of: id, &bob.context[at: network.now])
    #expect(network.run { alice.acknowledgedThrough == 1 })
    bob.sessions.drop(2, of: id, &bob.context[at: network.now])
    #expect(network.run { alice.acknowledgedThrough == 2 })
  }

  @Test func `consuming many at once costs one packet`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    bob.consumesAtOnce = false
    for number in 0..<64 { _ = try alice.send(Self.message(number), to: bob, now: network.now) }
    #expect(network.run { bob.received.count == 64 })
    network.run(for: .milliseconds(20))
    let before = network.sent.count
    let id = try #require(bob.session(with: alice)?.id)
    for number in UInt32(0)..<64 {
      bob.sessions.consume(through: number, of: id, &bob.context[at: network.now])
    }
    #expect(network.run { alice.acknowledgedThrough == 63 })
    let sent = network.sent[before...].filter { $0.from == bob.endpoint }
    #expect(sent.count <= 2)
  }

  @Test func `a window of 64 echoes waits for no timer`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    bob.echoes = true
    let start = network.now.monotonic
    var sent = 0
    let isDone = network.run(within: .seconds(10)) {
      while sent < alice.received.count + 64, sent < 6_400 {
        guard (try? alice.send(Self.message(sent), to: bob, now: network.now)) != nil else { break }
        sent += 1
      }
      return alice.received.count == 6_400
    }
    #expect(isDone)
    // One round trip more: the window's first round also holds a packet that only acknowledges.
    #expect(network.now.monotonic - start <= .milliseconds(101 * 20))
  }

  @Test(arguments: [1, 2, 3, 40])
  func `when the end of a burst is lost it comes within a second`(lost: Int) throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    var left = lost
    network.loses = { bytes, from in
      guard from == alice.endpoint, left > 0 else { return false }
      left -= 1
      return true
    }
    for number in 0..<lost { _ = try alice.send(Self.message(number), to: bob, now: network.now) }
    #expect(network.run(within: .seconds(1)) { bob.received.count == lost })
  }

  @Test func `a lost acknowledgement is said again`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    network.run(for: .seconds(1))
    var left = 2
    network.loses = { _, from in
      guard from == bob.endpoint, left > 0 else { return false }
      left -= 1
      return true
    }
    _ = try alice.send(Self.message(1), to: bob, now: network.now)
    #expect(network.run(within: .seconds(1)) { alice.acknowledgedThrough == 0 })
    #expect(bob.received.count == 1)
  }

  @Test func `a closed session ends at the peer, too`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    let (ours, theirs) = (
      try #require(alice.session(with: bob)?.id), try #require(bob.session(with: alice)?.id)
    )
    alice.sessions.close(ours, &alice.context[at: network.now])
    #expect(network.run { bob.notices.last == .closed(theirs, .kill) })
    alice.drain(now: network.now)
    #expect(alice.notices.last == .closed(ours, .local))
    #expect(alice.sessions.count == 0 && bob.sessions.count == 0)
    #expect(alice.nextTimer == nil && bob.nextTimer == nil)
    #expect(throws: SessionSendError.noSession) {
      try alice.sessions.send([64], on: ours, &alice.context[at: network.now])
    }
  }

  @Test func `a replayed lossy packet is looked at once`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    let id = try #require(alice.session(with: bob)?.id)
    let slot = try #require(alice.sessions.table.slot(of: id))
    let path = try #require(alice.session(with: bob)?.path)
    alice.sessions.table[slot]?.channel?.sendUnnumbered(
      [200, 1], through: path, &alice.context[at: network.now])
    network.run(for: .milliseconds(100))
    let packet = try #require(network.sent.last { $0.from == alice.endpoint })
    for _ in 0..<3 { network.inject(packet.bytes, from: packet.from, to: bob.endpoint) }
    network.run(for: .milliseconds(100))
    #expect(bob.context.drops[.unsupported] == 1)
    #expect(bob.context.drops[.duplicate] >= 3)
  }

  @Test(arguments: [0, 20])
  func `numbers wrap at 2^32`(loss: Int) {
    let network = SessionNetwork(seed: 5)
    let (alice, bob) = Self.pair(network, firstNumber: .max - 700)
    network.loss = loss
    var next = 0
    let isDone = network.run(within: .seconds(60)) {
      while next < 2_000,
        (try? alice.send(Self.message(next), to: bob, now: network.now)) != nil
      {
        next += 1
      }
      return bob.received.count == 2_000 && alice.acknowledgedThrough == UInt32(2_000 - 702)
    }
    #expect(isDone)
    #expect(bob.received == (0..<2_000).map { Self.message($0) })
  }

  @Test func `more than 65536 packets pass through the nonce window`() {
    let network = SessionNetwork()
    network.records = false
    network.delay = .milliseconds(1)
    let (alice, bob) = Self.pair(network)
    #expect(flood(network, [(alice, bob)], count: 70_000))
    #expect(bob.received.count == 70_000)
    #expect(bob.context.drops[.undecryptable] == 0)
  }

  /// A packet from `sender` that its own machine would not send.
  private func forge(
    _ sender: SessionPeer, to receiver: SessionPeer, bufferStart: UInt32? = nil,
    number: UInt32? = nil, _ payload: [UInt8], ahead: UInt64 = 0
  ) throws -> [UInt8] {
    let channel = try #require(sender.session(with: receiver)?.channel)
    let nonce = channel.cipher.sendNonce.advanced(by: ahead)
    let plaintext = SessionData.Plaintext(
      bufferStart: bufferStart ?? channel.receiving.bufferStart,
      number: number ?? channel.sending.next, payload: payload)
    let sealed = channel.cipher.sendKey.key.seal(plaintext, nonce: nonce)
    return SessionData(nonceLow16: nonce.low16, sealed: sealed).encoded()
  }

  @Test func `a packet with an impossible buffer start is dropped whole`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    for bufferStart in [UInt32(1), .max, 40_000] {
      let bytes = try forge(alice, to: bob, bufferStart: bufferStart, [64, 1])
      bob.receive(bytes, from: alice.endpoint, now: network.now)
    }
    #expect(bob.received.isEmpty && bob.context.drops[.badSequence] == 3)
    bob.receive(
      try forge(alice, to: bob, [64, 1]), from: alice.endpoint, now: network.now)
    #expect(bob.received == [[64, 1]])
  }

  @Test func `reserved ids are dropped, and nothing but padding confirms nothing`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    for (ahead, id) in [UInt8(3), 15, 255].enumerated() {
      let bytes = try forge(alice, to: bob, [id, 9], ahead: UInt64(ahead))
      bob.receive(bytes, from: alice.endpoint, now: network.now)
    }
    #expect(bob.context.drops[.unsupported] == 3)
    #expect(bob.received.isEmpty)
    for invalid in [
      [], [0], [1, 2], [15, 1], [192, 1], [255], [UInt8](repeating: 64, count: 1_374),
    ] {
      #expect(throws: SessionSendError.invalidPayload) {
        try alice.send(invalid, to: bob, now: network.now)
      }
    }
  }

  @Test func `padding does not establish a session`() throws {
    let network = SessionNetwork()
    let (alice, bob) = (network.add(), network.add())
    network.loses = { bytes, _ in bytes[0] == SessionData.kind }
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { alice.session(with: bob)?.channel != nil })
    bob.receive(try forge(alice, to: bob, [0, 0, 0]), from: alice.endpoint, now: network.now)
    #expect(!bob.isEstablished(with: alice))
    bob.receive(
      try forge(alice, to: bob, [1], ahead: 1), from: alice.endpoint, now: network.now)
    #expect(bob.isEstablished(with: alice))
  }

  @Test func `random bytes and truncations never trap`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<2_000 {
      let size = Int(generator.next() % 1_500)
      let bytes = [0x1b] + (0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      bob.receive(bytes, from: alice.endpoint, now: network.now)
    }
    for _ in 0..<2_000 {
      let size = Int(generator.next() % 40)
      let body = (0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      let number = UInt32(truncatingIfNeeded: generator.next())
      let bytes = try forge(
        alice, to: bob, number: number, [1] + body, ahead: generator.next() % 65_536)
      bob.receive(bytes, from: alice.endpoint, now: network.now)
    }
    #expect(bob.isEstablished(with: alice))
  }

  @Test func `an idle session says a word each four seconds, and wakes no oftener`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    network.run(for: .seconds(10))
    let (sent, wakes) = (network.sent.count, alice.wakeCount)
    network.run(for: .seconds(60))
    let ours = network.sent[sent...].filter { $0.from == alice.endpoint }
    #expect((15...16).contains(ours.count))
    #expect(alice.wakeCount - wakes <= 17)
    #expect(zip(ours, ours.dropFirst()).allSatisfy { $1.at - $0.at <= .milliseconds(4_500) })
    #expect(bob.isEstablished(with: alice))
  }

  @Test func `idle sessions wake together`() {
    let network = SessionNetwork()
    let bot = network.add()
    for _ in 0..<20 { _ = network.add().open(to: bot, now: network.now) }
    #expect(network.run { network.peers.dropFirst().allSatisfy { bot.isEstablished(with: $0) } })
    network.run(for: .seconds(10))
    let sent = network.sent.count
    network.run(for: .seconds(40))
    let times = Set(network.sent[sent...].filter { $0.from == bot.endpoint }.map(\.at))
    #expect(times.count <= 10)
  }

  @Test func `after a burst the windows give their memory back`() throws {
    let network = SessionNetwork(seed: 6)
    network.records = false
    let (alice, bob) = Self.pair(network)
    network.loss = 10
    #expect(flood(network, [(alice, bob)], count: 20_000))
    let sending = try #require(alice.session(with: bob)?.channel?.sending)
    let receiving = try #require(bob.session(with: alice)?.channel?.receiving)
    #expect(sending.capacity <= 16 && receiving.capacity <= 16)
    #expect(MemoryLayout<Session>.size < 2_048)
  }

  @Test func `the send queue is bounded`() throws {
    let network = SessionNetwork()
    let limits = {
      var limits = Limits()
      limits.sessionSendQueue = 100
      return limits
    }()
    let (alice, bob) = Self.pair(network, limits: limits)
    for number in 0..<100 { _ = try alice.send(Self.message(number), to: bob, now: network.now) }
    #expect(throws: SessionSendError.queueFull) {
      try alice.send([64], to: bob, now: network.now)
    }
    #expect(network.run { alice.acknowledgedThrough == 99 })
    _ = try alice.send([64], to: bob, now: network.now)
  }

  @Test func `a peer that does not consume stops its sender, and loses nothing`() throws {
    let network = SessionNetwork()
    let limits = {
      var limits = Limits()
      limits.unconsumedMessages = 10
      return limits
    }()
    let (alice, bob) = Self.pair(network, limits: limits)
    bob.consumesAtOnce = false
    for number in 0..<50 { _ = try alice.send(Self.message(number), to: bob, now: network.now) }
    network.run(for: .seconds(30))
    #expect(bob.received.count == 10)
    bob.consumesAtOnce = true
    let id = try #require(bob.session(with: alice)?.id)
    bob.sessions.consume(through: 9, of: id, &bob.context[at: network.now])
    bob.drain(now: network.now)
    #expect(network.run { bob.received == (0..<50).map { Self.message($0) } })
    #expect(network.run { alice.acknowledgedThrough == 49 })
  }

  @Test func `a peer that moved is found at the address it is named to have`() throws {
    let network = SessionNetwork()
    let (alice, bob) = Self.pair(network)
    let moved = Endpoint(.v4(0x0a00_0063), port: 1_234)
    network.move(bob, to: moved)
    network.run(for: .seconds(9))
    let id = try #require(alice.session(with: bob)?.id)
    alice.sessions.setEndpoint(moved, of: id, &alice.context[at: network.now])
    _ = try alice.send([64, 7], to: bob, now: network.now)
    #expect(network.run(within: .seconds(1)) { bob.received == [[64, 7]] })
    #expect(network.run(within: .seconds(1)) { alice.acknowledgedThrough == 0 })
  }
}
