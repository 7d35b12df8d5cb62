import Foundation
import InteropSupport
import Testing

/// A bot on a machine of its own, whose every packet is captured, and the rest of the world with a
/// relay, a client of c-toxcore's, a receiver of webhooks and perhaps a proxy.
struct ProfileScene {
  static let relayPort = 33_446
  static let namedRelayPort = 33_451
  static let receiverPort = 8_080
  static let proxyPort = 1_080
  /// Names that the proxy alone knows.
  static let names = ["relay.test", "desk.test"]

  static let throughProxy = [
    "--network", "tor", "--proxy", "socks5://\(NeighbourHost.router):\(proxyPort)",
  ]

  let network: TestNetwork
  let host: NeighbourHost
  let capture: PacketCapture
  let receiver: WebhookReceiver

  init() async throws {
    network = try await TestNetwork(relayPort: Self.relayPort)
    host = try await NeighbourHost(besides: network.namespace)
    receiver = try await WebhookReceiver(
      on: Self.receiverPort, host: "0.0.0.0", in: network.namespace)
    capture = try await PacketCapture(of: host)
  }

  func startProxy() async throws -> SocksServer {
    try await SocksServer(on: Self.proxyPort, in: network.namespace, knowing: Self.names)
  }

  /// A second relay, which the bot knows by a name.
  func startNamedRelay() async throws -> BootstrapNode {
    try await .start(
      in: network.namespace, port: 33_450, relayPort: Self.namedRelayPort,
      knowing: network.bootstrapNode.address)
  }

  /// Whether any process has a connection to the named relay.
  func isNamedRelayUsed() async throws -> Bool {
    let filter = "dport = :\(Self.namedRelayPort)"
    return try await !network.namespace.run(["ss", "-Htn", "state", "established", filter]).isEmpty
  }

  /// - Parameter receiver: the host in the webhook's URL.
  func startBot(receiver: String, options: [String]) async throws -> PosternActor {
    let node = network.bootstrapNode.address
    let relay = "\(NeighbourHost.router):\(Self.relayPort):\(node.key)"
    let place = PosternActor.Place(
      namespace: network.namespace, port: nil,
      nodes: network.nodes.map {
        NodeAddress(host: NeighbourHost.router, port: $0.port, key: $0.key)
      }, entering: host.entering)
    return try await PosternActor(
      rules: """
        profile { name = "Captured", network = "relay" }
        contacts { accept = "everyone" }
        webhook "desk" {
          url = "http://\(receiver):\(Self.receiverPort)/hook", allow = "\(receiver)",
        }
        on("message", function(message)
          if message.is_request then return end
          message:reply(message.text)
          message:forward("desk")
        end)
        """, home: "captured", at: place,
      options: ["--relay", relay] + options)
  }

  func talk(_ client: ToxcoreActor, with bot: PosternActor, numbers: Range<Int>) async throws {
    for number in numbers {
      try await client.send("message \(number)", to: bot.publicKey)
      let answer = try await client.nextMessage(from: bot.publicKey)
      #expect(answer == "message \(number)")
      let post = try await receiver.log.next("the webhook's request") {
        $0.event == "post"
      }
      #expect(post.text("body")?.contains("message \(number)") == true)
    }
  }

  /// Stops the bot.
  ///
  /// - Returns: what its machine sent and received from before its start until after its end.
  func end(_ bot: PosternActor) async throws -> Set<PacketCapture.Flow> {
    bot.process.signal(SIGTERM)
    #expect(try await bot.process.waitForExit() == 0)
    return Set(try await capture.end().keys)
  }
}
