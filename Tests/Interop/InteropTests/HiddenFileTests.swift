import Foundation
import InteropSupport
import Testing

/// Files of a bot that opens no UDP: over a relay, and over a relay behind a SOCKS proxy.
@Suite(.needsProxy, .timeLimit(.minutes(10)))
struct `Files of a hidden bot` {
  private static let setting = ProcessInfo.processInfo.environment["POSTERN_FILES_LARGEST"]
  private static let bytes = setting.flatMap { Int($0) } ?? 5_000_000

  /// How the bot reaches its relay.
  enum Way: CaseIterable {
    case relay
    case proxy
  }

  @Test(arguments: Way.allCases, RelayKind.allCases)
  func `a c-toxcore client and the bot send each other a file, exactly`(
    way: Way, relay: RelayKind
  ) async throws {
    let scene = try await HiddenFileScene(way, over: relay)
    let client = try await scene.network.client(usesUDP: false)
    let friend = try await scene.network.befriend(client, scene.bot)
    let sent = try SampleFile.make("sent", bytes: Self.bytes, in: scene.directory)
    try await client.command("send_file \(friend) \(sent.path) sent")
    try await scene.expectWhole(sent, at: scene.bot)
    _ = try await client.event("file_done")

    let answer = try SampleFile.make("answer", bytes: Self.bytes, in: scene.directory)
    try await client.command("send \(friend) send \(answer.path)")
    let received = scene.directory.appending(component: "received").path()
    // On a busy machine the client may lose its relay: then the bot offers the file again.
    while true {
      let record = try await client.event(
        oneOf: ["file_offer", "file_done"], within: HiddenFileScene.patience)
      guard record.event == "file_offer" else { break }
      let file = try #require(record.integer("file"))
      try await client.command("accept_file \(friend) \(file) \(received)")
    }
    #expect(try SampleFile.hash(of: received) == answer.hash)
    try scene.expectNoUDP(scene.bot)
  }

  @Test(arguments: Way.allCases)
  func `two hidden bots send each other a file, exactly`(way: Way) async throws {
    let scene = try await HiddenFileScene(way, over: .posternNode)
    let other = try await scene.hiddenBot("other")
    try await other.addContact(scene.bot.toxID, message: "hello")
    try await other.waitOnline(scene.bot.publicKey)
    for (sender, receiver) in [(other, scene.bot), (scene.bot, other)] {
      let source = try SampleFile.make(
        "to-\(receiver.publicKey.prefix(8))", bytes: Self.bytes, in: scene.directory)
      try await sender.command(["file", "send", receiver.publicKey, source.path])
      try await scene.expectWhole(source, at: receiver)
    }
    try scene.expectNoUDP(scene.bot)
    try scene.expectNoUDP(other)
  }
}

/// A relay, perhaps a proxy before it, and bots that take files and send what they are asked for.
struct HiddenFileScene {
  /// For 100 MB through c-toxcore's relay on a busy machine.
  static let patience = Duration.seconds(240)
  private static let proxyPort = 1_080

  let network: RelayNetwork
  let bot: PosternActor
  private let proxy: SocksServer?

  init(_ way: `Files of a hidden bot`.Way, over relay: RelayKind) async throws {
    network = try await RelayNetwork([relay])
    if way == .proxy { try await network.namespace.sendSmallSegments() }
    proxy =
      way == .proxy ? try await SocksServer(on: Self.proxyPort, in: network.namespace) : nil
    bot = try await Self.hiddenBot("bot", in: network, proxy)
  }

  var directory: URL { network.namespace.directory }

  /// Another bot that is hidden in the same way.
  func hiddenBot(_ home: String) async throws -> PosternActor {
    try await Self.hiddenBot(home, in: network, proxy)
  }

  private static func hiddenBot(
    _ home: String, in network: RelayNetwork, _ proxy: SocksServer?
  ) async throws -> PosternActor {
    let options =
      proxy.map { ["--network", "tor", "--proxy", "socks5://127.0.0.1:\($0.port)"] }
      ?? ["--network", "relay"]
    return try await network.bot(FileCourse.rules, home: home, port: nil, options)
  }

  /// The bot has the file, and says so.
  func expectWhole(_ source: SampleFile, at receiver: PosternActor) async throws {
    let done = try await receiver.log.next("\(source.name) is whole", within: Self.patience) {
      $0.event == "file" && $0.text("state") == "whole" && $0.text("direction") == "in"
    }
    #expect(done.text("sha256") == source.hash && done.integer("size") == source.size)
    let folder = receiver.home.appending(component: "files")
    let stored = folder.appending(component: "\(try #require(done.integer("id")))").path()
    #expect(try SampleFile.hash(of: stored) == source.hash)
  }

  func expectNoUDP(_ bot: PosternActor) throws {
    #expect(try network.udpSockets(of: bot.process).isEmpty)
  }
}
