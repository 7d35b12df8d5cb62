import Foundation
import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayStore

/// Answers that end a delivery, or all deliveries to a webhook.
@Suite struct `Final answers of receivers` {
  private static func rules(path: String = "a", keep: String = "forever") -> String {
    """
    inbox { keep = "\(keep)" }
    webhook "desk" { url = "https://desk.example/\(path)" }
    on("message", function(message) message:forward("desk") end)
    """
  }

  private func office(keep: String = "forever") throws -> Office {
    let office = try Office(Self.rules(keep: keep))
    try office.befriend(1)
    return office
  }

  private func reload(_ office: Office, _ rules: String) throws {
    try rules.write(toFile: office.path + "/bot.lua", atomically: true, encoding: .utf8)
    office.receive(.reload)
    office.receive()
  }

  @Test(arguments: ["forever", "nothing"])
  func `A message that the receiver refuses for good does not hold up the next one`(
    keep: String
  ) throws {
    let office = try office(keep: keep)
    office.web.answer(.refused(status: 400))
    office.say("poison", at: 1)
    office.web.answer(.delivered(status: 200))
    office.say("urgent", at: 2)
    #expect(office.web.bodies.map { $0.contains("urgent") } == [false, true])
    let reports = office.reports.lines("delivery")
    #expect(reports[0].contains(#""state":"failed","status":400}"#))
    #expect(reports[1].contains(#""state":"delivered""#))
  }

  @Test(arguments: ["forever", "nothing"])
  func `Gone pauses the webhook: all waits, is told of once, and goes on when it is resumed`(
    keep: String
  ) throws {
    let office = try office(keep: keep)
    office.web.answer(.refused(status: 410))
    office.say("first", at: 1)
    office.say("second", at: 2)
    office.wait(seconds: 86_400)
    #expect(office.web.bodies.count == 1)
    #expect(office.reports.lines("webhook").count == 1)
    #expect(office.reports.lines("webhook")[0].contains(#""state":"paused","waiting":1"#))

    office.web.answer(.delivered(status: 200))
    office.receive(.control(.command(.hookResume("desk"))) { _ in })
    office.receive()
    #expect(office.web.bodies.count == 3)
    #expect(office.web.bodies[0] == office.web.bodies[1], "the same body, once more")
    #expect(office.reports.lines("webhook").last?.contains(#""state":"resumed""#) == true)
  }

  @Test func `A paused webhook stays so over a restart, and goes on with other settings`() throws {
    let office = try office()
    office.web.answer(.refused(status: 410))
    office.say("first")
    let again = try office.restarted(Self.rules())
    again.wait(seconds: 86_400)
    #expect(again.web.bodies.isEmpty)
    #expect(again.reports.lines("webhook").count == 1, "the owner is reminded")
    let changed = try again.restarted(Self.rules(path: "b"))
    changed.receive()
    #expect(changed.web.bodies.count == 1)
    #expect(changed.reports.lines("webhook").last?.contains(#""state":"resumed""#) == true)
  }

  @Test func `A reload with another url tries at once what waited hours for its next attempt`()
    throws
  {
    let office = try office()
    office.web.answer(.refused(status: 401, retryAfter: 36_000))
    office.say("first")
    office.wait(seconds: 60)
    #expect(office.web.bodies.count == 1)
    office.web.answer(.delivered(status: 200))
    try reload(office, Self.rules())
    #expect(office.web.bodies.count == 1, "nothing was changed")
    try reload(office, Self.rules(path: "b"))
    #expect(office.web.bodies.count == 2)
  }

  @Test func `A paused webhook goes on when its url is changed while the bot runs`() throws {
    let office = try office()
    office.web.answer(.refused(status: 410))
    office.say("first")
    office.web.answer(.delivered(status: 200))
    try reload(office, Self.rules(path: "b"))
    #expect(office.web.bodies.count == 2)
  }

  @Test func `The 410 of a receiver that was replaced meanwhile pauses nothing`() throws {
    let office = try office()
    office.web.answer(.refused(status: 410))
    office.web.holdResults()
    office.say("first")
    office.clock.advance(seconds: 1)
    try reload(office, Self.rules(path: "b"))
    office.web.answer(.delivered(status: 200))
    office.web.releaseResults()
    office.receive()
    #expect(office.reports.lines("webhook").isEmpty)
    office.wait(seconds: 2)
    #expect(office.reports.lines("delivery").last?.contains(#""state":"delivered""#) == true)
  }

  @Test func `Notices do not pile up at a paused webhook`() throws {
    let office = try Office(
      """
      webhook "news" { url = "https://news.example/", send = "notice", delay = "1m" }
      on("message", function(message) message:forward("news") end)
      """)
    try office.befriend(1)
    office.web.answer(.refused(status: 410))
    office.say("first", at: 1)
    office.wait(seconds: 121)
    #expect(office.web.bodies.count == 1)
    for place in 2...5 {
      office.say("another", at: UInt32(place))
      office.wait(seconds: 121)
    }
    let summary = try office.store.read { reader throws(StoreError) in
      try reader.webhookSummaries()
    }
    #expect(summary.map(\.waiting) == [1])
  }

  @Test func `The doctor fails a webhook that is paused, and one whose receiver is away`()
    async throws
  {
    let office = try office()
    office.web.answer(.refused(status: 410))
    office.say("first")
    let desk = Webhook(name: "desk", url: "http://127.0.0.1:1/")
    let paused = WebhookChecks.paused(home: office.path, [desk])
    #expect(paused.map(\.result) == [.fail])
    #expect(try #require(paused.first).words.contains("postern hooks resume desk"))
    #expect(WebhookChecks.paused(home: office.path, []).isEmpty, "the file has it no longer")

    let plan = try NetworkPlan(NetworkConfiguration(bootstrap: []), bot: nil, home: nil)
    let reach = try await WebhookChecks.reach([desk], await plan.prepared(for: [desk]))
    #expect(reach.map(\.result) == [.fail])
  }

  @Test func `A webhook that nothing was sent to can't be resumed`() throws {
    let office = try office()
    office.say("first")
    let reply = Answer()
    office.receive(.control(.command(.hookResume("dsek"))) { reply.value = $0 })
    guard case .failed(let sentence)? = reply.value else {
      Issue.record("\(String(describing: reply.value))")
      return
    }
    #expect(sentence.contains("\"dsek\"") && sentence.contains("\"desk\""))
  }

  @Test func `Words name the delivery, its message and the next attempt`() throws {
    let time = UnixMilliseconds(1_767_607_200_000)
    func words(_ result: DeliveryResult, _ fate: DeliveryFate) -> String {
      DeliveryReport(
        id: DeliveryID(7), webhook: "desk", message: MessageID(12), attempt: 2, result: result,
        fate: fate
      ).sentence
    }
    #expect(
      words(.delivered(status: 200), .delivered)
        == "webhook desk: delivery 7 of message 12: delivered (200)")
    #expect(
      words(.unreachable("Couldn't connect to server."), .waits(until: time))
        == "webhook desk: delivery 7 of message 12: Couldn't connect to server; attempt 2, the next"
        + " one at 2026-01-05T10:00:00.000Z")
    let redirect = words(
      .refused(status: 301, location: "https://secret.example/"), .waits(until: time))
    #expect(redirect.contains("answered 301, a redirect") && redirect.contains("change the url"))
    #expect(!redirect.contains("secret"))
    #expect(
      words(.refused(status: 400), .failed).hasSuffix(
        "answered 400; given up: the receiver"
          + " would not take it a second time either"))
    #expect(words(.refused(status: 500), .failed).hasSuffix("given up after 2 attempts"))
  }
}

private final class Answer: @unchecked Sendable { var value: Reply? }
