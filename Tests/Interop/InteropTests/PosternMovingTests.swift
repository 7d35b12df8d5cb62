import InteropSupport
import Testing

/// A c-toxcore client whose address changes while it talks to Postern's echo bot.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(4)))
struct `A client that moves` {
  @Test
  func `the conversation goes on at once, with nothing lost or doubled`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    try await talk(client, with: bot, numbers: 0..<20)
    try await network.namespace.rebind(
      udpPort: client.instance.address.port, to: network.freePort())
    let clock = ContinuousClock()
    let moved = clock.now
    try await talk(client, with: bot, numbers: 20..<21)
    // A session that is not followed ends after 32 s.
    #expect(clock.now - moved < .seconds(15))
    try await talk(client, with: bot, numbers: 21..<100)
  }

  private func talk(
    _ client: ToxcoreActor, with bot: PosternActor, numbers: Range<Int>
  ) async throws {
    for number in numbers {
      try await client.send("message \(number)", to: bot.publicKey)
      let answer = try await client.nextMessage(from: bot.publicKey)
      #expect(answer == "message \(number)")
    }
  }
}
