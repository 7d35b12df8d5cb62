import Foundation
import InteropSupport
import Testing

/// A program that stands still for longer than the other side waits, and then goes on.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(3)))
struct `A program that stands still` {
  /// c-toxcore gives a contact up after 32 s, makes a new session and keeps its DHT key. Its
  /// goodbye is lost, so the bot goes on from a session that it takes to be alive.
  @Test
  func `a bot that stood still is back within five seconds`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    try await client.send("before", to: bot.publicKey)
    #expect(try await client.nextMessage(from: bot.publicKey) == "before")
    // An answer whose receipt it lacks is sent again in the next session.
    _ = try await bot.event("receipt", of: client.publicKey)

    bot.process.signal(SIGSTOP)
    // Signs of life that wait in the bot's socket when it goes on.
    try await Task.sleep(for: .seconds(20))
    try await network.namespace.dropDatagrams(percent: 100)
    try await client.waitOffline()
    try await network.namespace.dropDatagrams(percent: 0)
    let clock = ContinuousClock()
    let thawed = clock.now
    bot.process.signal(SIGCONT)
    try await client.waitOnline(bot.publicKey)
    #expect(clock.now - thawed < .seconds(5))
    try await client.send("after", to: bot.publicKey)
    let echo = try await client.nextMessage(from: bot.publicKey)
    #expect(echo == "after")
  }

  @Test
  func `a client that stood still is back within five seconds`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    try await bot.waitOnline(client.publicKey)
    client.instance.peer.process.signal(SIGSTOP)
    _ = try await bot.event("contact_offline", of: client.publicKey)
    let clock = ContinuousClock()
    let thawed = clock.now
    client.instance.peer.process.signal(SIGCONT)
    try await bot.waitOnline(client.publicKey)
    #expect(clock.now - thawed < .seconds(5))
    try await client.send("after", to: bot.publicKey)
    let echo = try await client.nextMessage(from: bot.publicKey)
    #expect(echo == "after")
  }
}

extension ToxcoreActor {
  fileprivate func waitOffline(within limit: Duration = .patience) async throws {
    _ = try await instance.event("friend_connection", within: limit) {
      $0.text("connection") == "none"
    }
  }
}
