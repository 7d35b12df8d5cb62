import Foundation
import InteropSupport
import Testing

/// A bot that goes and comes back, and what waits meanwhile.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(5)))
struct `A bot that restarts` {
  @Test
  func `a stopped bot is seen to go before it is missed, and comes back to its contacts`()
    async throws
  {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    try await client.send("before", to: bot.publicKey)
    #expect(try await client.nextMessage(from: bot.publicKey) == "before")
    let clock = ContinuousClock()

    bot.process.signal(SIGTERM)
    let stopped = clock.now
    _ = try await client.instance.event("friend_connection") {
      $0.text("connection") == "none"
    }
    // A client misses a silent friend after 32 s.
    #expect(clock.now - stopped < .seconds(16))
    #expect(try await bot.process.waitForExit() == 0)

    let started = clock.now
    let again = try await PosternActor(
      rules: PosternActor.echoRules, home: bot.home.lastPathComponent, in: network)
    #expect(again.toxID == bot.toxID)
    try await client.waitOnline(bot.publicKey)
    #expect(clock.now - started < .seconds(15))
    try await client.send("after", to: bot.publicKey)
    #expect(try await client.nextMessage(from: bot.publicKey) == "after")
  }

  @Test
  func `a bot that is killed comes back to its contacts too`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    try await bot.waitOnline(client.publicKey)
    try await bot.process.killAndWait()
    let again = try await PosternActor(
      rules: PosternActor.echoRules, home: bot.home.lastPathComponent, in: network)
    // A client misses a silent friend after 32 s.
    try await again.waitOnline(client.publicKey, within: .seconds(20))
    try await client.send("after", to: bot.publicKey)
    #expect(try await client.nextMessage(from: bot.publicKey) == "after")
  }

  @Test
  func `a bot that is killed comes back on its old port, where clients still have a session`()
    async throws
  {
    let network = try await TestNetwork()
    let place = PosternActor.Place(
      namespace: network.namespace, port: network.freePort(), nodes: network.nodes)
    let bot = try await PosternActor(rules: PosternActor.echoRules, home: "bot", at: place)
    let client = try await Scene.befriend(bot, in: network)
    try await bot.waitOnline(client.publicKey)
    try await bot.process.killAndWait()
    let again = try await PosternActor(rules: PosternActor.echoRules, home: "bot", at: place)
    // A client misses a silent friend after 32 s.
    try await again.waitOnline(client.publicKey, within: .seconds(20))
    try await client.send("after", to: bot.publicKey)
    #expect(try await client.nextMessage(from: bot.publicKey) == "after")
  }

  @Test
  func `a message for an absent contact survives a restart and arrives once`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    // One that leaves in its first moments was never there.
    try await bot.waitOnline(client.publicKey)
    let save = network.namespace.directory.appending(component: "client.tox").path()
    try await client.instance.command("save \(save)")
    try await client.instance.peer.quit()
    _ = try await bot.event("contact_offline", of: client.publicKey)

    try await bot.command(["inbox", "reply", try await bot.codename(), "while you were away"])
    bot.process.signal(SIGTERM)
    #expect(try await bot.process.waitForExit() == 0)
    _ = try await PosternActor(
      rules: PosternActor.echoRules, home: bot.home.lastPathComponent, in: network)

    let restored = ToxcoreActor(
      try await network.client(of: PeerProcess(in: network.namespace)) { $0.savePath = save })
    let text = try await restored.nextMessage(from: bot.publicKey)
    #expect(text == "while you were away")
    try await restored.send("ping", to: bot.publicKey)
    let next = try await restored.nextMessage(from: bot.publicKey)
    #expect(next == "ping", "it came once")
  }
}

extension PosternActor {
  /// The codename of the bot's only contact.
  func codename() async throws -> String {
    let line = try #require(try await command(["contact", "list"]).first)
    return String(line.prefix { $0 != " " })
  }
}
