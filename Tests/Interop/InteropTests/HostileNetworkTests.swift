import InteropSupport
import TestSupport
import Testing

/// A contact talks with a bot that strangers flood.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(5)))
struct `A contact in a flood` {
  /// What a bot's tables may take when strangers fill them all, in KiB.
  private static let growthMax = 32 * 1_024

  @Test
  func `in each flood a contact is answered exactly, and memory stays flat`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    let friend = try await client.friendNumber(of: bot.publicKey)
    let before = try #require(bot.process.usage).anonymousKiB
    for (seed, kind) in FloodKind.allCases.enumerated() {
      let flood = try await talk(of: client.instance, to: friend, seed: seed) {
        try await HostileNetwork(
          kind, against: bot, contact: client.publicKey, in: network, seconds: 3)
      }
      #expect(flood.result.isExact && flood.result.received == 500, "\(kind): \(flood.result)")
      #expect(flood.sent > 10_000, "\(kind)")
      let after = try #require(bot.process.usage, "\(kind) ended the bot").anonymousKiB
      #expect(after - before < Self.growthMax, "\(kind): \(after - before) KiB")
    }
    let wasLost = bot.log.take {
      $0.event == "contact_offline" && $0.isAbout(client.publicKey)
    }
    #expect(wasLost == nil)
    let newcomer = try await Scene.befriend(bot, in: network)
    try await newcomer.send("after the floods", to: bot.publicKey)
    let answer = try await newcomer.nextMessage(from: bot.publicKey)
    #expect(answer == "after the floods")
  }

  /// Talks while the flood is made ready (it repeats what it overhears), and then during it.
  private func talk(
    of client: PeerInstance, to friend: Int, seed: Int,
    during start: @Sendable () async throws -> HostileNetwork
  ) async throws -> (result: FloodResult, sent: Int) {
    async let before = client.flood(
      Flood(count: 500, lengths: 64...64, window: 4, seed: seed), to: friend)
    let flood = try await start()
    let calm = try await before
    #expect(calm.isExact)
    let result = try await client.flood(
      Flood(count: 500, lengths: 64...64, window: 4, seed: seed + 100), to: friend)
    return (result, try await flood.end())
  }
}

extension Record {
  fileprivate func isAbout(_ publicKey: String) -> Bool {
    text("public_key")?.uppercased() == publicKey.uppercased()
  }
}
