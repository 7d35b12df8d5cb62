import Foundation
import InteropSupport
import Testing

/// c-toxcore against c-toxcore: what these find is wrong with the harness, not with Postern.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(5)))
struct `The harness` {
  @Test(arguments: [0, 10])
  func `a thousand messages come back exactly, whatever share of datagrams is lost`(
    percentLost: Int
  ) async throws {
    try await Scene.echoUnderLoss(.toxcore, percentLost: percentLost)
  }

  @Test
  func `a friend request carries its text and the key of its sender`() async throws {
    let network = try await TestNetwork()
    let bot = try await network.client(of: PeerProcess(in: network.namespace))
    let client = try await network.client(of: PeerProcess(in: network.namespace))
    let friend = try await client.addFriend(bot.toxID, message: "grüße \u{1F426}")
    let request = try await bot.event("friend_request")
    #expect(request.text("text") == "grüße \u{1F426}")
    #expect(request.text("public_key") == client.publicKey)
    _ = try await bot.addFriendWithoutRequest(client.publicKey)
    try await client.waitForFriend(friend)
  }

  @Test
  func `a bot that loses, doubles and spoils messages is found out`() async throws {
    let network = try await TestNetwork()
    let bot = try await ToxcoreActor.echoBot(in: network)
    try await bot.instance.command("echo faulty")
    let client = try await Scene.befriend(bot, in: network)
    let friend = try await client.friendNumber(of: bot.publicKey)
    var flood = Flood(count: 100)
    flood.stallLimit = .seconds(2)
    let result = try await client.instance.flood(flood, to: friend)
    #expect(result.missing == 2, "one lost, one spoilt")
    #expect(result.duplicates == 1)
    #expect(result.corrupt == 1)
    #expect(!result.isExact)
  }

  @Test
  func `a flood that may send for a second ends by itself, and nothing of it is missing`()
    async throws
  {
    let network = try await TestNetwork()
    let bot = try await ToxcoreActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    let friend = try await client.friendNumber(of: bot.publicKey)
    var flood = Flood(count: 2_000_000, window: 8)
    flood.sendingLimit = .seconds(1)
    let result = try await client.instance.flood(flood, to: friend)
    #expect(result.isExact, "\(result)")
    #expect(result.received < flood.count)
    try await bot.instance.command("echo silent")
    let oneWay = try await client.instance.oneWay(flood, to: friend)
    #expect(oneWay.isExact, "\(oneWay)")
  }

  @Test
  func `clients of ours measure a bot as c-toxcore's do`() async throws {
    let network = try await TestNetwork()
    let bot = try await ToxcoreActor.echoBot(in: network)
    let client = try await network.client(of: PeerProcess(ofPosternIn: network.namespace))
    let friend = try await client.addFriend(bot.toxID, message: "hello")
    try await client.waitForFriend(friend)
    let flood = Flood(count: 500, lengths: 64...64)
    let echoed = try await client.flood(flood, to: friend)
    #expect(echoed.isExact, "\(echoed)")
    #expect(echoed.received == flood.count)
    try await bot.instance.command("echo silent")
    let oneWay = try await client.oneWay(flood, to: friend)
    #expect(oneWay.isExact, "\(oneWay)")
  }

  @Test
  func `texts, receipts and profiles reach the other side`() async throws {
    let network = try await TestNetwork()
    let bot = try await network.client(of: PeerProcess(in: network.namespace)) {
      $0.acceptsRequests = true
    }
    let client = try await Scene.befriend(ToxcoreActor(bot), in: network)
    try await client.send("one \"two\" \\ three", to: bot.publicKey)
    let text = try await ToxcoreActor(bot)
      .nextMessage(from: client.publicKey)
    #expect(text == "one \"two\" \\ three")
    _ = try await client.instance.event("receipt")
    try await client.instance.command("set_name Amber Heron")
    _ = try await bot.event("name") { $0.text("text") == "Amber Heron" }
    try await client.instance.command("set_status busy")
    _ = try await bot.event("status") { $0.text("status") == "busy" }
  }

  @Test(arguments: [nil, "correct-horse"])
  func `a killed client comes back from a save file as the same friend`(
    passphrase: String?
  ) async throws {
    let network = try await TestNetwork()
    let bot = try await ToxcoreActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    let file = network.namespace.directory.appending(component: "client.tox").path()
    try await client.instance.command("save \(file) \(passphrase ?? "")")
    try await client.process.killAndWait()

    let restored = try await network.client(of: PeerProcess(in: network.namespace)) {
      $0.savePath = file
      $0.passphrase = passphrase
    }
    #expect(restored.toxID == client.toxID)
    try await restored.waitForFriend(0)
    let saved = try Data(contentsOf: URL(filePath: file))
    #expect(saved.starts(with: Data("toxEsave".utf8)) == (passphrase != nil))
  }

  @Test
  func `a save file does not open without its passphrase`() async throws {
    let namespace = try await Namespace()
    let peer = try PeerProcess(in: namespace)
    let owner = try await PeerInstance(.init(port: 33_445), of: peer)
    let file = namespace.directory.appending(component: "locked.tox").path()
    try await owner.command("save \(file) secret")
    var options = PeerInstance.Options(port: 33_446)
    options.savePath = file
    await #expect(throws: HarnessError.self) { try await PeerInstance(options, of: peer) }
    options.passphrase = "wrong"
    await #expect(throws: HarnessError.self) { try await PeerInstance(options, of: peer) }
    options.passphrase = "secret"
    #expect(try await PeerInstance(options, of: peer).toxID == owner.toxID)
  }

  @Test
  func `without UDP, friends meet at the bootstrap node's relay`() async throws {
    let network = try await TestNetwork(relayPort: 33_446)
    let relay = network.bootstrapNode.address
    let bot = try await network.client(of: PeerProcess(in: network.namespace)) {
      $0.udp = false
      $0.acceptsRequests = true
    }
    let client = try await network.client(of: PeerProcess(in: network.namespace)) { $0.udp = false }
    for side in [bot, client] { try await side.command("relay 127.0.0.1 33446 \(relay.key)") }
    let friend = try await client.addFriend(bot.toxID, message: "hello")
    let connected = try await client.event("friend_connection") {
      $0.integer("friend") == friend
    }
    #expect(connected.text("connection") == "tcp")
  }
}
