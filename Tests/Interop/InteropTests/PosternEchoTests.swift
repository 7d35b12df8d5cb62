import Foundation
import InteropSupport
import Testing

/// Messages between c-toxcore clients and Postern's echo bot.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(8)))
struct `Postern's echo bot` {
  @Test(arguments: [0, 10])
  func `ten thousand messages come back once and in order, whatever share is lost`(
    percentLost: Int
  ) async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    let friend = try await client.friendNumber(of: bot.publicKey)
    try await network.namespace.dropDatagrams(percent: percentLost)
    let flood = Flood(count: 10_000, window: 64)
    let result = try await client.instance.flood(flood, to: friend, within: .seconds(400))
    #expect(result.isExact && result.received == flood.count, "\(result)")
    #expect((try await network.namespace.droppedDatagrams() > 0) == (percentLost > 0))
  }

  @Test
  func `five clients at once are each answered exactly`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let peer = try PeerProcess(in: network.namespace)
    var clients: [PeerInstance] = []
    for _ in 0..<5 {
      let client = try await network.client(of: peer)
      _ = try await client.addFriend(bot.toxID, message: "hello")
      clients.append(client)
    }
    for client in clients { try await client.waitForFriend(0) }
    let results = try await withThrowingTaskGroup(of: FloodResult.self) { group in
      for (index, client) in clients.enumerated() {
        group.addTask {
          try await client.flood(
            Flood(count: 1_000, seed: index + 1), to: 0, within: .seconds(300))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.allSatisfy { $0.isExact && $0.received == 1_000 }, "\(results)")
  }

  @Test
  func `a text of 20,000 characters arrives whole`() async throws {
    let text = String((0..<20_000).map { "aé漢👩‍🚀 "[$0 % 5] })
    let network = try await TestNetwork()
    let client = ToxcoreActor(
      try await network.client(of: PeerProcess(in: network.namespace)) {
        $0.acceptsRequests = true
      })
    _ = try await network.postern(["send", client.toxID, text, "--timeout", "90"], home: "sender")
    var received = ""
    while received.utf8.count < text.utf8.count {
      let part = try await client.instance.event("message")
      received += try #require(part.text("text"), "each part is valid UTF-8 by itself")
    }
    #expect(received == text)
  }

  @Test
  func `profiles, typing and actions arrive both ways`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor(
      rules: """
        profile { name = "Front desk", about = "open till five", status = "busy" }
        contacts { accept = "everyone" }
        on("message", function(message)
          if message.is_request then return end
          message.contact:typing(true)
          message:action(message.kind .. " by " .. message.contact.name)
        end)
        """, home: "desk", in: network)
    let client = try await Scene.befriend(bot, in: network)
    let instance = client.instance
    _ = try await instance.event("name") { $0.text("text") == "Front desk" }
    _ = try await instance.event("status_message") {
      $0.text("text") == "open till five"
    }
    _ = try await instance.event("status") { $0.text("status") == "busy" }
    try await instance.command("set_name Amber Heron")
    _ = try await bot.event("profile", of: client.publicKey)
    try await instance.command("set_status away")
    _ = try await bot.log.next("away") {
      $0.event == "status" && $0.text("status") == "away"
    }
    try await instance.command("set_typing 0 1")
    _ = try await bot.log.next("typing") {
      $0.event == "typing" && $0.bool("typing") == true
    }
    try await instance.command("action 0 waves")
    let request = try await bot.event("message", of: client.publicKey)
    #expect(request.bool("is_request") == true)
    let message = try await bot.event("message", of: client.publicKey)
    #expect(message.text("kind") == "action" && message.text("text") == "waves")
    _ = try await instance.event("typing") { $0.bool("typing") == true }
    let answer = try await instance.event("message")
    #expect(answer.text("kind") == "action" && answer.text("text") == "action by Amber Heron")
  }

  @Test
  func `an idle contact stays online beyond every time-out`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network, tick: .auto)
    let isLost = try? await client.instance.event("friend_connection", within: Self.idleTime) {
      $0.text("connection") == "none"
    }
    #expect(isLost == nil)
    try await client.send("still there?", to: bot.publicKey)
    let answer = try await client.nextMessage(from: bot.publicKey)
    #expect(answer == "still there?")
    #expect(client.instance.peer.log.take { $0.isLoss } == nil)
  }

  /// Twice the 32 s after which a silent contact is given up; POSTERN_IDLE_SECONDS for longer runs.
  private static let idleTime = Duration.seconds(
    ProcessInfo.processInfo.environment["POSTERN_IDLE_SECONDS"].flatMap(Int.init) ?? 70)
}

extension String {
  fileprivate subscript(_ index: Int) -> Character { self[self.index(startIndex, offsetBy: index)] }
}
