import Foundation
import InteropSupport
import Testing

/// A bot without contacts, and visitors that come one after the other: a network of two.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(5)))
struct `A network of two` {
  private let rules = "contacts { accept = \"everyone\" }\n"

  @Test func `each c-toxcore client that comes after another finds the bot`() async throws {
    let namespace = try await Namespace()
    let bot = try await PosternActor(
      rules: rules, home: "bot", at: .init(namespace: namespace, port: 33_601, nodes: []))
    for port in 36_000..<36_003 {
      let peer = try PeerProcess(in: namespace, tick: .auto)
      let client = try await PeerInstance(.init(port: port), of: peer)
      try await client.bootstrap(from: [bot.address])
      let friend = try await client.addFriend(bot.toxID, message: "hello")
      try await client.waitForFriend(friend)
      try await peer.quit()
    }
  }

  @Test func `each command that sends one message reaches the bot`() async throws {
    let namespace = try await Namespace()
    let bot = try await PosternActor(
      rules: rules, home: "bot", at: .init(namespace: namespace, port: 33_601, nodes: []))
    let postern = try BuildProducts.path(of: "postern")
    for number in 0..<4 {
      let lines = try await namespace.run(
        [
          postern, "send", bot.toxID, "hello", "--home",
          namespace.directory.appending(component: "visitor-\(number)").path(),
          "--bootstrap", bot.address.description, "--no-lan-discovery", "--timeout", "30",
        ])
      #expect(lines.last == "received")
    }
  }

  @Test func `a bot whose file names relays needs no other word to be found`() async throws {
    let namespace = try await Namespace()
    let nodes = try await [
      PosternServer.start(in: namespace, port: 33_511, relayPort: 33_511),
      PosternServer.start(in: namespace, port: 33_512, relayPort: 33_512),
    ].map(\.address)
    let named = nodes.map { "\"\($0)\"" }.joined(separator: ", ")
    let bot = try await PosternActor(
      rules: rules + "profile { network = \"relay\", relays = { \(named) } }\n", home: "bot",
      at: .init(namespace: namespace, port: nil, nodes: []))
    let postern = try BuildProducts.path(of: "postern")
    let lines = try await namespace.run(
      [
        postern, "send", bot.toxID, "hello", "--bootstrap", nodes[0].description, "--home",
        namespace.directory.appending(component: "visitor").path(), "--timeout", "30",
      ])
    #expect(lines.last == "received")
  }
}
