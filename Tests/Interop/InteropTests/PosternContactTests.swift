import Foundation
import InteropSupport
import Testing

/// How Postern and a c-toxcore client become contacts.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(5)))
struct `Postern and a c-toxcore client` {
  @Test
  func `a client adds the bot by its Tox ID and both are online over UDP`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let peer = try PeerProcess(in: network.namespace)
    let client = try await network.client(of: peer)
    let friend = try await client.addFriend(bot.toxID, message: "may I?")
    let request = try await bot.event(
      "contact_request", of: client.publicKey)
    #expect(request.text("text") == "may I?")
    try await bot.waitOnline(client.publicKey)
    _ = try await client.event("friend_connection") {
      $0.integer("friend") == friend && $0.text("connection") == "udp"
    }
  }

  @Test
  func `send reaches a client that knows nothing of us but the request`() async throws {
    let network = try await TestNetwork()
    let client = ToxcoreActor(
      try await network.client(of: PeerProcess(in: network.namespace)) {
        $0.acceptsRequests = true
      })
    let lines = try await network.postern(
      ["send", client.toxID, "the first word", "--timeout", "90"], home: "sender")
    #expect(lines.last == "received")
    let request = try await client.instance.event("message")
    #expect(request.text("text") == "the first word")
  }

  @Test
  func `two that add each other's bare keys need no request`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = ToxcoreActor(try await network.client(of: PeerProcess(in: network.namespace)))
    try await bot.command(["contact", "add", client.publicKey])
    let friend = try await client.instance.addFriendWithoutRequest(bot.publicKey)
    try await client.instance.waitForFriend(friend)
    try await client.send("hello", to: bot.publicKey)
    #expect(try await client.nextMessage(from: bot.publicKey) == "hello")
  }

  @Test
  func `a request to an address with a retired nospam is not heard`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let fresh = try await bot.command(["id", "--new-nospam"])[0]
    #expect(fresh != bot.toxID && fresh.hasPrefix(bot.publicKey))
    let old = try await network.client(of: PeerProcess(in: network.namespace))
    let new = try await network.client(of: PeerProcess(in: network.namespace))
    _ = try await old.addFriend(bot.toxID, message: "old")
    let friend = try await new.addFriend(fresh, message: "new")
    try await new.waitForFriend(friend)
    #expect(bot.log.take { $0.text("public_key")?.uppercased() == old.publicKey } == nil)
  }

  @Test
  func `a contact that is blocked goes offline and is not heard again`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    try await bot.command(["contact", "block", client.publicKey])
    _ = try await client.instance.event("friend_connection") {
      $0.text("connection") == "none"
    }
    let list = try await bot.command(["contact", "list"])
    #expect(list.count == 1 && list[0].contains("blocked"))
  }
}

extension TestNetwork {
  /// Runs a `postern` command that joins this network.
  func postern(
    _ arguments: [String], home: String, within limit: Duration = .seconds(120)
  ) async throws -> [String] {
    let nodes = nodes.flatMap { ["--bootstrap", $0.description] }
    let path = namespace.directory.appending(component: home).path()
    return try await namespace.run(
      [try BuildProducts.path(of: "postern")] + arguments + ["--home", path, "--no-lan-discovery"]
        + ["--port", "\(freePort())"] + nodes, within: limit)
  }
}
