import Foundation
import InteropSupport
import Testing

/// Postern's echo bot without UDP, and where UDP fails, reached over TCP relays by c-toxcore.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(12)))
struct `A bot over relays` {
  @Test(arguments: RelayKind.allCases, [true, false])
  func `a bot in the relay profile and a client exchange 5,000 messages, in order and once`(
    relay: RelayKind, clientHasUDP: Bool
  ) async throws {
    let network = try await RelayNetwork([relay])
    let bot = try await network.hiddenBot()
    let client = try await network.client(usesUDP: clientHasUDP)
    let friend = try await network.befriend(client, bot)
    let result = try await client.flood(Flood(count: 5_000), to: friend, within: .seconds(200))
    #expect(result.isExact && result.received == 5_000, "\(result)")
    #expect(try network.udpSockets(of: bot.process).isEmpty)
  }

  @Test(arguments: RelayKind.allCases)
  func `an idle contact of a hidden bot stays online beyond every time-out`(
    relay: RelayKind
  ) async throws {
    let network = try await RelayNetwork([relay])
    let bot = try await network.hiddenBot()
    let client = try await network.client(usesUDP: false)
    let friend = try await network.befriend(client, bot)
    let isLost = try? await client.event("friend_connection", within: Self.idleTime) {
      $0.text("connection") == "none"
    }
    #expect(isLost == nil)
    try await client.command("send \(friend) still there?")
    let answer = try await client.event("message")
    #expect(answer.text("text") == "still there?")
    #expect(client.peer.log.take { $0.isLoss } == nil)
  }

  @Test(arguments: [0, 1])
  func `a relay dies with a thousand messages under way, which go on over the other`(
    dying: Int
  ) async throws {
    let network = try await RelayNetwork([.toxBootstrapd, .posternNode])
    let bot = try await network.hiddenBot(
      rules: """
        contacts { accept = "everyone" }
        on("message", function(message)
          if message.is_request then return end
          for number = 1, 1000 do message:reply(number .. string.rep(".", 300)) end
        end)
        """)
    let client = try await network.client(usesUDP: false)
    let friend = try await network.befriend(client, bot)
    try await client.command("send \(friend) go")
    // tox-bootstrapd and its client can wait for each other until a ping runs out: what FrameWriter
    // keeps our own relay from.
    let patience = Duration.seconds(dying == 0 ? 30 : 120)
    for number in 1...1_000 {
      let message = try await client.event("message", within: patience)
      #expect(message.text("text") == "\(number)" + String(repeating: ".", count: 300))
      if number == 100 { try await network.kill(dying) }
    }
    try await client.command("send \(friend) go")
    let next = try await client.event("message")
    #expect(next.text("text")?.hasPrefix("1.") == true, "nothing came twice")
  }

  @Test(arguments: [0, 1])
  func `a relay dies under a conversation, which goes on over the other`(dying: Int) async throws {
    let network = try await RelayNetwork([.posternNode, .toxBootstrapd])
    let bot = try await network.hiddenBot()
    let client = try await network.client(usesUDP: false)
    let friend = try await network.befriend(client, bot)
    let flood = Flood(count: 5_000, lengths: 1...400)
    async let result = client.flood(flood, to: friend, within: .seconds(200))
    try await network.waitForMessages(1_000, at: bot)
    try await network.kill(dying)
    let outcome = try await result
    #expect(outcome.isExact && outcome.received == flood.count, "\(outcome)")
  }

  @Test
  func `the only relay hangs until no contact is online, and all goes on when it answers again`()
    async throws
  {
    let network = try await RelayNetwork([.posternNode])
    let bot = try await network.hiddenBot()
    let client = try await network.client(usesUDP: false)
    let friend = try await network.befriend(client, bot)
    network.setHanging(0, true)
    _ = try await bot.event("contact_offline", of: client.publicKey)
    _ = try await client.event("friend_connection") {
      $0.text("connection") == "none"
    }
    network.setHanging(0, false)
    try await client.waitForFriend(friend)
    let result = try await client.flood(Flood(count: 500), to: friend)
    #expect(result.isExact && result.received == 500, "\(result)")
  }

  @Test
  func `UDP is cut and comes back during a transfer, which goes on over the relay meanwhile`()
    async throws
  {
    let network = try await RelayNetwork([.toxBootstrapd])
    let bot = try await network.openBot()
    let client = try await network.client(usesUDP: true)
    let friend = try await network.befriend(client, bot)
    let flood = Flood(count: 30_000, lengths: 1...400, window: 64)
    async let result = client.flood(flood, to: friend, within: .seconds(400))
    try await network.waitForMessages(3_000, at: bot)
    try await network.namespace.dropDatagrams(percent: 100)
    try await network.waitForMessages(3_000, at: bot)
    #expect(try await network.namespace.droppedDatagrams() > 0)
    try await network.namespace.dropDatagrams(percent: 0)
    let outcome = try await result
    #expect(outcome.isExact && outcome.received == flood.count, "\(outcome)")
  }

  /// Longer than the 40 s after which a silent relay is given up, and the 32 s of a contact;
  /// POSTERN_IDLE_SECONDS for longer runs.
  private static let idleTime = Duration.seconds(
    ProcessInfo.processInfo.environment["POSTERN_IDLE_SECONDS"].flatMap(Int.init) ?? 45)
}
