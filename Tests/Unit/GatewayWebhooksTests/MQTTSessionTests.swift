import GatewayCore
import Testing

@testable import GatewayWebhooks

/// The conversation with a broker, byte for byte.
@Suite struct `A session of MQTT` {
  private let message = MQTTContent.Message(topic: "a/b", payload: [1, 2])

  private func opened(
    _ version: MQTTContent.Version = .v5, answer: [UInt8]? = nil
  ) -> MQTTSession {
    var session = MQTTSession(MQTTContent.Session(version: version), clientID: "id")
    _ = session.takeUnsent()
    let accepted: [UInt8] = version == .v5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]
    #expect(session.receive(answer ?? accepted) == [.opened])
    return session
  }

  @Test func `begins with a login and a will`() {
    var session = MQTTSession(
      MQTTContent.Session(version: .v3, user: "u", password: "p", statusTopic: "s"),
      clientID: "id")
    #expect(
      session.takeUnsent()
        == [
          0x10, 32, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 0xEE, 0, 60, 0, 2, 0x69, 0x64, 0, 1, 0x73, 0,
          7,
        ]
        + Array("offline".utf8) + [0, 1, 0x75, 0, 1, 0x70])
    var plain = MQTTSession(MQTTContent.Session(version: .v5), clientID: "")
    #expect(
      plain.takeUnsent() == [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 5, 2, 0, 60, 0, 0, 0])
  }

  @Test func `publishes with a number, and ends a publication with its acknowledgement`() {
    var session = opened()
    #expect(session.publish(message, token: 7) == nil)
    #expect(session.takeUnsent() == [0x32, 10, 0, 3, 0x61, 0x2F, 0x62, 0, 1, 0, 1, 2])
    #expect(session.receive([0x40, 2, 0]) == [])
    #expect(session.receive([1]) == [.finished(token: 7, .delivered(status: 0))])
    #expect(session.receive([0x40, 2, 0, 1]) == [], "it is acknowledged once")
  }

  @Test func `keeps within what the broker grants`() {
    // Receive maximum 1, packets of 12 bytes, no retained messages.
    let properties: [UInt8] = [0x21, 0, 1, 0x27, 0, 0, 0, 12, 0x25, 0]
    var session = opened(answer: [0x20, 13, 0, 0, 10] + properties)
    var retained = message
    retained.isRetained = true
    #expect(session.publish(retained, token: 1)?.status == 0x9A)
    var long = message
    long.payload = [1, 2, 3]
    #expect(session.publish(long, token: 2)?.status == 0x95)
    #expect(session.hasRoom)
    #expect(session.publish(message, token: 3) == nil)
    #expect(!session.hasRoom)
  }

  @Test func `ends with a refusal, and with what is not MQTT`() {
    for (version, answer, status) in [
      (MQTTContent.Version.v3, [0x20, 2, 0, 4], 4), (.v3, [0x20, 2, 0, 1], 1),
      (.v5, [0x20, 3, 0, 0x86, 0], 0x86), (.v5, [0xE0, 1, 0x8A], 0x8A),
    ] as [(MQTTContent.Version, [UInt8], Int)] {
      var session = MQTTSession(MQTTContent.Session(version: version), clientID: "id")
      guard case .ended(.rejected(status, .webhook, _))? = session.receive(answer).first else {
        Issue.record("\(answer)")
        continue
      }
    }
    for answer in [
      [0x20, 2, 0, 3], [0x40, 2, 0, 1], [0xFF, 0], [0x20, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x20, 0xFF, 0xFF, 0x7F], Array("HTTP/1.1 400 Bad".utf8), [0x20, 4, 0, 0, 1, 0x77],
    ] as [[UInt8]] {
      var session = MQTTSession(MQTTContent.Session(version: .v5), clientID: "id")
      var events: [MQTTSession.Event] = []
      for byte in answer + [0] { events += session.receive([byte]) }
      guard case .ended? = events.first, events.count == 1 else {
        Issue.record("\(answer): \(events)")
        continue
      }
    }
  }

  @Test func `takes any bytes without trapping`() {
    var generator = SeededGenerator(state: 1)
    for _ in 0..<2_000 {
      var session = opened(Bool.random(using: &generator) ? .v5 : .v3)
      for _ in 0..<8 {
        let first: UInt8 = [0x20, 0x40, 0xD0, 0xE0, 0x30].randomElement(using: &generator) ?? 0
        let size = Int.random(in: 0..<6, using: &generator)
        let body = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
        _ = session.receive([first, UInt8(size)] + body)
      }
    }
  }

  private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 31
    }
  }

  @Test func `leaves with the status that its will would say`() {
    var session = MQTTSession(
      MQTTContent.Session(version: .v3, statusTopic: "s"), clientID: "id")
    _ = session.takeUnsent()
    _ = session.receive([0x20, 2, 0, 0])
    #expect(session.takeUnsent() == [0x31, 9, 0, 1, 0x73] + Array("online".utf8))
    session.end()
    #expect(session.takeUnsent() == [0x31, 10, 0, 1, 0x73] + Array("offline".utf8) + [0xE0, 0])
  }

  @Test(arguments: [
    "", "a/+", "#", "a\u{0}", "$SYS/x", "a\nb", String(repeating: "a", count: 1_025),
  ])
  func `has no topic that stands for many, is the broker's own or can't be seen`(topic: String) {
    #expect(throws: SettingMistake.self) { try MQTTTopic.check(topic) }
    let webhook = Webhook(
      name: "home", url: "mqtt://a", format: "mqtt",
      settings: FormatSettings([.init("topic", .string(topic))]))
    let mistake = #expect(throws: FormatSettingMistake.self) { try MQTTFormat().check(webhook) }
    #expect(mistake?.setting == "topic")
  }

  @Test(arguments: ["a", "a/b c", "/", "haus/tür", "a//b", "a$"])
  func `has any other topic`(topic: String) throws {
    try MQTTTopic.check(topic)
  }
}
