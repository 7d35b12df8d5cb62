import Foundation
import GatewayCore
import GatewayWebhooks
import TestSupport
import Testing

/// Publications to a real broker, by the courier.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `Publications` {
  private func webhook(
    _ broker: MQTTBroker, _ settings: [String: String] = [:], password: String? = "pass word"
  ) -> Webhook {
    var all = ["topic": "desk/message", "user": "bot"]
    all["password"] = password
    all.merge(settings) { $1 }
    let members = all.sorted { $0.key < $1.key }.map {
      JSONValue.Member($0.key, .string($0.value))
    }
    var webhook = Webhook(
      name: "home", url: broker.url, format: "mqtt", settings: FormatSettings(members),
      certificates: broker.authority)
    webhook.allowed = .local
    return webhook
  }

  private func publish(
    _ body: String = "{}", to webhook: Webhook, by courier: Courier
  ) async -> DeliveryResult? {
    let delivery = Delivery(
      id: DeliveryID(1), webhookID: "msg_1", webhook: "home", contact: nil, format: "mqtt",
      body: body, due: UnixMilliseconds(0))
    let request = MQTTFormat().request(for: delivery, to: webhook, now: UnixMilliseconds(0))
    return await withCheckedContinuation { continuation in
      courier.send(request) {
        continuation.resume(returning: $0?.result.delivery(in: MQTTFormat()))
      }
    }
  }

  private func publish(
    _ body: String = "{}", to webhook: Webhook, route: CourierRoute = .direct
  ) async throws -> DeliveryResult? {
    let courier = try Courier(route: route)
    defer { courier.shutdown() }
    return await publish(body, to: webhook, by: courier)
  }

  private func sentence(_ result: DeliveryResult?) -> String {
    if case .unreachable(let sentence)? = result {
      sentence
    } else {
      "\(String(describing: result))"
    }
  }

  @Test(arguments: ["5", "3.1.1"], [false, true])
  func `are delivered once the broker has acknowledged them`(
    version: String, isEncrypted: Bool
  ) async throws {
    let broker = try MQTTBroker(encrypted: isEncrypted)
    let subscriber = try await broker.subscriber()
    let webhook = webhook(broker, ["version": version])
    let courier = try Courier()
    defer { courier.shutdown() }
    for number in 1...3 {
      let result = await publish("{\"n\":\(number)}", to: webhook, by: courier)
      #expect(result == .delivered(status: 0))
    }
    for number in 1...3 {
      #expect(await subscriber.nextLine() == "0 desk/message {\"n\":\(number)}")
    }
  }

  @Test func `tell what was said, where that is asked for, without the login`() async throws {
    let broker = try MQTTBroker()
    let webhook = webhook(broker)
    let delivery = Delivery(
      id: DeliveryID(1), webhookID: "msg_1", webhook: "home", contact: nil, format: "mqtt",
      body: "{}", due: UnixMilliseconds(0))
    var request = MQTTFormat().request(for: delivery, to: webhook, now: UnixMilliseconds(0))
    request.isTraced = true
    let courier = try Courier()
    defer { courier.shutdown() }
    let end = try #require(await courier.end(of: request))
    #expect(
      end.dialogue.map { "\($0.isSent ? ">" : "<") \($0.text)" } == [
        "> CONNECT with MQTT 5, with a login", "< CONNACK",
        "> PUBLISH to desk/message, quality of service 1", "> {}", "< PUBACK",
      ])
    #expect(end.address?.hasPrefix("127.0.0.1:") == true)
  }

  @Test func `arrive whole where curl's own client would cut them off`() async throws {
    let broker = try MQTTBroker()
    let subscriber = try await broker.subscriber()
    let body = String(repeating: "x", count: 190_000)
    #expect(try await publish(body, to: webhook(broker)) == .delivered(status: 0))
    #expect(await subscriber.nextLine() == "0 desk/message " + body)
    let tooLong = String(repeating: "x", count: 210_000)
    #expect(
      try await publish(tooLong, to: webhook(broker))
        == .rejected(status: 0x95, .message, reason: "packet too large"))
  }

  @Test func `are retained where the file says so`() async throws {
    let broker = try MQTTBroker()
    #expect(
      try await publish("last", to: webhook(broker, ["retain": "yes"])) == .delivered(status: 0))
    #expect(try await broker.subscriber().nextLine() == "1 desk/message last")
  }

  @Test(arguments: ["5", "3.1.1"])
  func `pause where the login is refused`(version: String) async throws {
    let broker = try MQTTBroker()
    let code = version == "5" ? 0x87 : 5
    for password in ["wrong", nil] {
      #expect(
        try await publish(to: webhook(broker, ["version": version], password: password))
          == .rejected(status: code, .webhook, reason: "not authorized"))
    }
  }

  @Test func `pause where the bot has no right to the topic, which MQTT 3 doesn't tell`()
    async throws
  {
    let broker = try MQTTBroker()
    let settings = ["topic": "other/message"]
    #expect(
      try await publish(to: webhook(broker, settings))
        == .rejected(status: 0x87, .webhook, reason: "not authorized"))
    let silent = webhook(broker, settings.merging(["version": "3.1.1"]) { $1 })
    #expect(try await publish(to: silent) == .delivered(status: 0))
  }

  @Test func `wait for a broker that is away, and arrive when it is back`() async throws {
    let broker = try MQTTBroker()
    let webhook = webhook(broker)
    let courier = try Courier()
    defer { courier.shutdown() }
    #expect(await publish(to: webhook, by: courier) == .delivered(status: 0))
    broker.stop()
    for _ in 0..<2 {
      guard case .unreachable? = await publish(to: webhook, by: courier) else {
        Issue.record("the broker is away")
        return
      }
    }
    try broker.start()
    #expect(await publish(to: webhook, by: courier) == .delivered(status: 0))
  }

  @Test func `say whether the bot is there, in a topic of its own`() async throws {
    let broker = try MQTTBroker()
    let subscriber = try await broker.subscriber()
    let webhook = webhook(broker, ["status": "desk/bot"])
    var courier: Courier? = try Courier()
    courier?.keepStatus(of: [webhook])
    #expect(await subscriber.nextLine() == "0 desk/bot online")
    #expect(await publish("x", to: webhook, by: try #require(courier)) == .delivered(status: 0))
    #expect(await subscriber.nextLine() == "0 desk/message x")
    courier?.shutdown()
    courier = nil
    #expect(await subscriber.nextLine() == "0 desk/bot offline")
    #expect(try await broker.subscriber().nextLine() == "1 desk/bot offline")
  }

  @Test func `say that the bot is there again after the broker was away`() async throws {
    let broker = try MQTTBroker()
    let courier = try Courier()
    defer { courier.shutdown() }
    courier.keepStatus(of: [webhook(broker, ["status": "desk/bot"])])
    let before = try await broker.subscriber()
    #expect(await before.nextLine()?.hasSuffix("desk/bot online") == true)
    broker.stop()
    try broker.start()
    #expect(try await broker.subscriber().nextLine()?.hasSuffix("desk/bot online") == true)
    courier.keepStatus(of: [])
  }

  @Test func `go over TLS to the right name alone`() async throws {
    let named = try MQTTBroker(encrypted: true, certificate: .forAnotherName)
    #expect(sentence(try await publish(to: webhook(named))).contains("another name"))
    let broker = try MQTTBroker(encrypted: true)
    var other = webhook(broker)
    other.certificates = nil
    #expect(sentence(try await publish(to: other)).contains("authority"))
    other.certificates = broker.authority
    other.url = "mqtts://desk.invalid:\(broker.port)"
    let pinned = CourierRoute.pinned(["desk.invalid": "127.0.0.1"])
    #expect(try await publish(to: other, route: pinned) == .delivered(status: 0))
  }

  @Test func `go to no address that is refused, and through a proxy as names`() async throws {
    let broker = try MQTTBroker()
    var webhook = webhook(broker)
    webhook.allowed = AllowedAddresses()
    #expect(sentence(try await publish(to: webhook)).contains("allow = \"127.0.0.1\""))
    webhook.url = "mqtt://desk.invalid:\(broker.port)"
    let pinned = CourierRoute.pinned(["desk.invalid": "127.0.0.1"])
    #expect(sentence(try await publish(to: webhook, route: pinned)).contains("allow = "))
    #expect(
      sentence(try await publish(to: webhook, route: .pinned([:]))).contains("nothing is resolved"))
    let front = try SocksFront()
    webhook.url = "mqtt://broker.invalid"
    webhook.timeout = 1_000
    let proxy = CourierProxy(address: front.address) { _ in (user: "u", password: "p") }
    let result = try await publish(to: webhook, route: .proxied(proxy))
    #expect(sentence(result) == "The broker did not answer in time.")
    #expect(front.destinations == ["broker.invalid:1883"])
  }

  @Test func `are told of in a sentence where it is no broker that answers`() async throws {
    let receiver = try Receiver(.answer("HTTP/1.1 400 X\r\n\r\n"))
    let broker = try MQTTBroker()
    var webhook = webhook(broker)
    webhook.url = "mqtt://127.0.0.1:\(receiver.port)"
    webhook.timeout = 1_000
    #expect(sentence(try await publish(to: webhook)) == "The broker did not answer in time.")
    let hangUp = try Receiver(.hangUp)
    webhook.url = "mqtt://127.0.0.1:\(hangUp.port)"
    #expect(sentence(try await publish(to: webhook)) == "The broker closed the connection.")
  }

  @Test func `are checked as far as the login by the doctor`() async throws {
    let broker = try MQTTBroker()
    func problem(_ webhook: Webhook) async throws -> String? {
      let courier = try Courier()
      defer { courier.shutdown() }
      return await withCheckedContinuation { continuation in
        courier.connect(to: webhook) { continuation.resume(returning: $0) }
      }
    }
    #expect(try await problem(webhook(broker)) == nil)
    #expect(
      try await problem(webhook(broker, password: "wrong"))
        == "The receiver answered 135 (not authorized).")
  }
}
