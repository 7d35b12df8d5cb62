import InteropSupport
import Testing

/// Scenes between a client and the bot; the same for every implementation.
enum Scene {
  /// A client befriends the bot by its Tox ID, over the network.
  static func befriend(
    _ bot: any ChatActor, in network: TestNetwork, tick: PeerProcess.Tick = .milliseconds(1)
  ) async throws -> ToxcoreActor {
    let peer = try PeerProcess(in: network.namespace, tick: tick)
    let client = ToxcoreActor(try await network.client(of: peer))
    try await client.addContact(bot.toxID, message: "hello")
    try await client.waitOnline(bot.publicKey)
    return client
  }

  /// Messages of every length come back once, in order, byte for byte, whatever share of datagrams
  /// is lost.
  static func echoUnderLoss(_ bot: Implementation, percentLost: Int) async throws {
    let network = try await TestNetwork()
    let echo = try await bot.echoBot(in: network)
    let client = try await befriend(echo, in: network)
    let friend = try await client.friendNumber(of: echo.publicKey)
    try await network.namespace.dropDatagrams(percent: percentLost)
    let flood = Flood(count: 1000)
    let result = try await client.instance.flood(flood, to: friend)
    #expect(result.isExact, "\(result)")
    #expect(result.received == flood.count)
    let dropped = try await network.namespace.droppedDatagrams()
    #expect((dropped > 0) == (percentLost > 0))
  }
}

extension Record {
  /// Whether a client tells that a contact has gone.
  var isLoss: Bool { event == "friend_connection" && text("connection") == "none" }
}
