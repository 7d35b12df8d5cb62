import Foundation
import InteropSupport
import Testing

/// From a client's message to a real HTTP receiver.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(4)))
struct `From a client to a receiver` {
  @Test
  func `a receiver that is down at first gets every message exactly, in order per contact`()
    async throws
  {
    let network = try await TestNetwork()
    let port = network.freePort()
    let bot = try await PosternActor(
      rules: """
        profile { name = "Forward" }
        contacts { accept = "everyone" }
        webhook "out" { url = "http://127.0.0.1:\(port)/hook", allow = "127.0.0.1" }
        on("message", function(message)
          if not message.is_request then message:forward("out") end
        end)
        """, home: "forward", in: network)
    let clients = [
      try await Scene.befriend(bot, in: network), try await Scene.befriend(bot, in: network),
    ]
    let texts = (0..<20).map { "message \($0) \"quoted\" \\ 漢字 \u{1F426}" }
    for text in texts {
      for client in clients { try await client.send(text, to: bot.publicKey) }
    }
    // The first attempts fail: the receiver does not listen yet.
    _ = try await bot.log.next("a failed attempt") {
      $0.event == "delivery" && $0.text("state") == "retry"
    }
    let down = Duration.seconds(
      ProcessInfo.processInfo.environment["POSTERN_DOWN_SECONDS"].flatMap(Int.init) ?? 8)
    _ = try? await bot.log.next("nothing delivered", within: down) {
      $0.event == "delivery" && $0.text("state") == "delivered"
    }

    let receiver = try await WebhookReceiver(on: port, in: network.namespace)
    defer { receiver.process.signal(SIGKILL) }
    let count = texts.count * clients.count
    for _ in 0..<count {
      _ = try await bot.log.next("a delivery") {
        $0.event == "delivery" && $0.text("state") == "delivered"
      }
    }
    var received: [String: [String]] = [:]
    var ids: Set<String> = []
    while let post = receiver.log.take(where: { $0.event == "post" }) {
      let body = try #require(post.text("body"))
      let event = try #require(
        try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
      let data = try #require(event["data"] as? [String: Any])
      let contact = try #require((data["contact"] as? [String: Any])?["codename"] as? String)
      received[contact, default: []].append(try #require(data["text"] as? String))
      #expect(ids.insert(try #require(post.text("id"))).inserted, "each delivery once")
      #expect(post.text("type") == "application/json")
    }
    #expect(received.count == clients.count)
    #expect(received.values.allSatisfy { $0 == texts })
  }
}
