import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// Limits of sessions, reached; more of them in `SessionDataTests` and `SessionHandshakeTests`.
@Suite struct `Limits of sessions` {
  private let network = SessionNetwork(seed: 8)

  private func limits(_ change: (inout Limits) -> Void) -> Limits {
    var limits = Limits()
    change(&limits)
    return limits
  }

  @Test func `no more sessions than the limit, whichever side opens them`() throws {
    let bot = network.add(limits: limits { $0.sessions = 2 })
    let peers = (0..<4).map { _ in network.add() }
    #expect(bot.open(to: peers[0], now: network.now) != nil)
    for peer in peers.dropFirst() { _ = peer.open(to: bot, now: network.now) }
    network.run(for: .seconds(3))
    #expect(bot.sessions.count == 2)
    #expect(bot.context.drops[.overLimit] > 0)
    #expect(bot.open(to: peers[3], now: network.now) == nil || bot.isEstablished(with: peers[3]))
  }

  /// Any peer that knows a contact's key can ask for cookies in its name.
  @Test
  func `handshakes that name contacts cost key exchanges at a rate, of which one has a quarter`()
    throws
  {
    let bot = network.add(
      limits: limits {
        $0.contactKeyExchanges = RateLimit(burst: 8, perSecond: 1)
        $0.contactKeys = 4
      })
    let mallory = network.add()
    var entropy = Entropy(SeededGenerator(seed: 9))
    for _ in 0..<10 {
      let contact = entropy.keyPair(LongTermPublicKey.self).publicKey
      bot.contacts.insert(contact)
      let cookie = bot.sessions.cookies.make(
        for: contact, mallory.dhtKey, &bot.context[at: network.now])
      let forged = Handshake(
        cookie: cookie, nonce: Nonce(high: 1, middle: 1, low: 1),
        sealed: Sealed([UInt8](repeating: 7, count: Handshake.Payload.size + Sealed.overhead)))
      bot.receive(forged.encoded(), from: mallory.endpoint, now: network.now)
    }
    #expect(bot.context.drops[.badHandshake] == 2 && bot.context.drops[.overLimit] == 8)
    #expect(bot.contacts.count { bot.sessions.contactKeys.cached($0) != nil } == 2)
    #expect(bot.sessions.count == 0)
  }

  @Test func `bytes behind a lost packet are limited`() {
    let limits = limits { $0.sessionReceiveBufferBytes = 2_000 }
    let (alice, bob) = (network.add(), network.add(limits: limits))
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { alice.isEstablished(with: bob) && bob.isEstablished(with: alice) })
    // The first data packet is lost, and what would repeat it.
    var isLost = true
    network.loses = { bytes, from in
      guard from == alice.endpoint, bytes[0] == SessionData.kind else { return false }
      defer { isLost = false }
      return isLost
    }
    let messages = (0..<10).map { [64] + [UInt8](repeating: $0, count: 500) }
    for message in messages { _ = try? alice.send(message, to: bob, now: network.now) }
    #expect(network.run { bob.received == messages })
    #expect(bob.context.drops[.overLimit] > 0)
  }

  @Test
  func `together sessions hold so much; one that holds much waits, one that holds little goes on`()
    throws
  {
    let limits = limits { $0.sessionBytes = 400_000 }
    let bob = network.add(limits: limits)
    let (alice, carol) = (network.add(), network.add())
    for peer in [alice, carol] { _ = peer.open(to: bob, now: network.now) }
    #expect(
      network.run { [alice, carol].allSatisfy { bob.isEstablished(with: $0) } })
    bob.consumesAtOnce = false
    let texts = (0..<1_000).map { [64, UInt8($0 % 256)] + [UInt8](repeating: 46, count: 1_000) }
    for text in texts { _ = try alice.send(text, to: bob, now: network.now) }
    network.run(for: .seconds(40))
    let held = bob.context.sessionMemory.bytes
    #expect(held >= limits.sessionBytes && held < limits.sessionBytes + 2 * SessionMemory.share)
    #expect(bob.context.drops[.overLimit] > 0)
    let taken = bob.received.count
    #expect(bob.received == Array(texts.prefix(taken)))
    // What it has not taken it does not ask for.
    #expect(bob.session(with: alice)?.channel?.receiving.missingCount == 0)

    let asked = network.now.monotonic
    _ = try carol.send([64, 1, 2], to: bob, now: network.now)
    #expect(network.run { bob.received.last == [64, 1, 2] })
    #expect(network.now.monotonic - asked < .milliseconds(50))
    _ = try bob.send([64, 3], to: carol, now: network.now)
    #expect(throws: SessionSendError.queueFull) {
      try bob.send([64, 4], to: alice, now: network.now)
    }
    _ = try bob.send([PayloadID.alive], to: alice, now: network.now)

    bob.consumesAtOnce = true
    let id = try #require(bob.session(with: alice)?.id)
    for case .received(id, _, let number) in bob.notices {
      bob.sessions.consume(through: number, of: id, &bob.context[at: network.now])
    }
    bob.drain(now: network.now)
    #expect(network.run { bob.received.count == 1_001 })
    #expect(bob.received.filter { $0.count > 3 } == texts)
    network.run(for: .seconds(1))
    #expect(bob.context.sessionMemory.bytes < SessionMemory.share)
    bob.sessions.close(id, &bob.context[at: network.now])
    #expect(bob.context.sessionMemory.bytes == bob.session(with: carol)?.channel?.bytes)
  }

  @Test func `no more packets of a session are under way than the limit`() throws {
    let limits = limits { $0.sessionPacketsInFlight = 96 }
    let (alice, bob) = (network.add(limits: limits), network.add())
    _ = alice.open(to: bob, now: network.now)
    #expect(network.run { alice.isEstablished(with: bob) && bob.isEstablished(with: alice) })
    for number in 0..<3_000 {
      let message = [64, UInt8(truncatingIfNeeded: number), UInt8(number >> 8)]
      _ = try alice.send(message, to: bob, now: network.now)
    }
    var most = 0
    #expect(
      network.run {
        most = max(most, alice.session(with: bob)?.channel?.sending.inFlight ?? 0)
        return bob.received.count == 3_000
      })
    #expect(most > Congestion.windowStart && most <= 96)
  }
}

@Suite struct `Limits of friend requests` {
  private var entropy = Entropy(SeededGenerator(seed: 3))

  private mutating func key() -> LongTermPublicKey {
    entropy.keyPair(LongTermPublicKey.self).publicKey
  }

  @Test mutating func `so many senders are remembered, the last ones`() {
    var limits = Limits()
    limits.friendRequestSenders = 2
    var filter = FriendRequestFilter(limits)
    let keys = [key(), key(), key()]
    for key in keys { #expect(filter.judge([], from: key, now: .seconds(1)) == .reachesOwner) }
    #expect(filter.judge([], from: keys[2], now: .seconds(1)) == .drop(.duplicate))
    #expect(filter.judge([], from: keys[1], now: .seconds(1)) == .drop(.duplicate))
    #expect(filter.judge([], from: keys[0], now: .seconds(1)) == .reachesOwner)
  }

  @Test mutating func `ten thousand keys reach the owner at the rate`() {
    var limits = Limits()
    limits.friendRequests = RateLimit(burst: 5, perSecond: 2)
    limits.friendRequestsWaiting = 50
    var filter = FriendRequestFilter(limits)
    var heard = 0
    for number in 0..<10_000 {
      let key = LongTermPublicKey(Bytes32(words: (entropy.uint64(), UInt64(number), 1, 1)))
      let now = Now.milliseconds(1_000 + Int64(number))
      if filter.takeNext(now) != nil { heard += 1 }
      if filter.judge([], from: key, now: now) == .reachesOwner { heard += 1 }
    }
    #expect(heard == 5 + 19)
  }
}
