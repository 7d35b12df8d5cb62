import Foundation
import InteropSupport
import Testing

/// What leaves the machine of a bot that hides its address: a capture of every packet, from before
/// the bot's start until after its end.
@Suite(.needsCaptures, .timeLimit(.minutes(6)))
struct `What leaves the machine` {
  @Test
  func `the capture sees a datagram and a question to DNS`() async throws {
    let namespace = try await Namespace()
    let host = try await NeighbourHost(besides: namespace)
    let capture = try await PacketCapture(of: host)
    let script = """
      import socket
      socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("\(NeighbourHost.router)", 9))
      try: socket.getaddrinfo("leak.example", 80)
      except OSError: pass
      """
    try await host.run(["timeout", "20", "python3", "-c", script])
    let flows = try await capture.end().keys
    #expect(
      flows.contains(PacketCapture.Flow("udp", host: NeighbourHost.router, port: 9)), "\(flows)")
    #expect(flows.contains { $0.networkProtocol == "udp" && $0.port == 53 }, "\(flows)")
  }

  @Test
  func `with "relay" there is TCP to the relay and the webhook, nothing else`() async throws {
    let scene = try await ProfileScene()
    // The bot's own file says "relay"; the command line would go direct.
    let bot = try await scene.startBot(
      receiver: NeighbourHost.router, options: ["--network", "direct"])
    let client = try await Scene.befriend(bot, in: scene.network)
    try await scene.talk(client, with: bot, numbers: 0..<20)
    #expect(try await scene.storedAddresses(of: bot) == ["0"])
    let flows = try await scene.end(bot)
    #expect(
      flows == [
        .tcp(routerPort: ProfileScene.relayPort), .tcp(routerPort: ProfileScene.receiverPort),
      ])
  }

  @Test
  func `with "tor" there is TCP to the proxy, nothing else, even while it is away`() async throws {
    let scene = try await ProfileScene()
    let proxy = try await scene.startProxy()
    let named = try await scene.startNamedRelay()
    let bot = try await scene.startBot(
      receiver: "desk.test",
      options: ProfileScene.throughProxy
        + ["--relay", "relay.test:\(ProfileScene.namedRelayPort):\(named.address.key)"])
    let client = try await Scene.befriend(bot, in: scene.network)
    try await scene.talk(client, with: bot, numbers: 0..<10)
    #expect(try await scene.isNamedRelayUsed(), "the proxy finds its name")

    try await proxy.process.killAndWait()
    _ = try await bot.log.next("the proxy is away") {
      $0.event == "proxy" && $0.text("state") == "away"
    }
    let proxyAgain = try await scene.startProxy()
    _ = try await bot.log.next("the proxy is back") {
      $0.event == "proxy" && $0.text("state") == "back"
    }
    // For the client the bot was never gone: its session waits longer.
    try await scene.talk(client, with: bot, numbers: 10..<20)

    #expect(try await scene.storedAddresses(of: bot) == ["0"])
    let flows = try await scene.end(bot)
    #expect(flows == [.tcp(routerPort: ProfileScene.proxyPort)])
    proxyAgain.process.signal(SIGKILL)
  }

  @Test
  func `without its proxy a bot does not start, and sends nothing`() async throws {
    let scene = try await ProfileScene()
    await #expect(throws: HarnessError.self) {
      try await scene.startBot(receiver: "desk.test", options: ProfileScene.throughProxy)
    }
    let flows = Set(try await scene.capture.end().keys)
    #expect(flows == [.tcp(routerPort: ProfileScene.proxyPort)])
  }
}

extension ProfileScene {
  /// How many contacts and nodes the home has addresses of.
  func storedAddresses(of bot: PosternActor) async throws -> [String] {
    let script = """
      import sqlite3, sys
      home = sqlite3.connect(sys.argv[1])
      print(home.execute(\"\"\"
        SELECT (SELECT count(*) FROM contacts WHERE network_hint IS NOT NULL)
          + (SELECT count(*) FROM meta WHERE name = 'network_state')\"\"\").fetchone()[0])
      """
    return try await network.namespace.run(
      ["python3", "-c", script, bot.home.appending(component: "state.sqlite").path()])
  }
}
