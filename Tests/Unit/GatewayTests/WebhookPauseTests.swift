import Foundation
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
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

  private func bench(keep: String = "forever") throws -> WorkerBench {
    let bench = try WorkerBench(Self.rules(keep: keep))
    try bench.befriend(1)
    return bench
  }

  private func reload(_ bench: WorkerBench, _ rules: String) throws {
    try rules.write(toFile: bench.path + "/bot.lua", atomically: true, encoding: .utf8)
    bench.receive(.reload)
    bench.receive()
  }

  @Test(arguments: ["forever", "nothing"])
  func `a message that the receiver refuses for good does not hold up the next one`(
    keep: String
  ) throws {
    let bench = try bench(keep: keep)
    bench.web.answer(.refused(status: 400))
    bench.say("poison", at: 1)
    bench.web.answer(.delivered(status: 200))
    bench.say("urgent", at: 2)
    #expect(bench.web.bodies.map { $0.contains("urgent") } == [false, true])
    let reports = bench.reports.lines("delivery")
    #expect(reports[0].contains(#""state":"failed","status":400}"#))
    #expect(reports[1].contains(#""state":"delivered""#))
  }

  @Test(arguments: ["forever", "nothing"])
  func `a 410 pauses the webhook: all waits, is reported once, and goes on when it is resumed`(
    keep: String
  ) throws {
    let bench = try bench(keep: keep)
    bench.web.answer(.refused(status: 410))
    bench.say("first", at: 1)
    bench.say("second", at: 2)
    bench.wait(seconds: 86_400)
    #expect(bench.web.bodies.count == 1)
    #expect(bench.reports.lines("webhook").count == 1)
    #expect(bench.reports.lines("webhook")[0].contains(#""state":"paused","waiting":1"#))

    bench.web.answer(.delivered(status: 200))
    bench.receive(.control(.command(.hookResume("desk"))) { _ in })
    bench.receive()
    #expect(bench.web.bodies.count == 3)
    #expect(bench.web.bodies[0] == bench.web.bodies[1], "the same body, once more")
    #expect(bench.reports.lines("webhook").last?.contains(#""state":"resumed""#) == true)
  }

  @Test func `a reload that the disk refuses resumes the webhook when the disk works again`()
    throws
  {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try WorkerBench(Self.rules(), in: directory)
    try bench.befriend(1)
    bench.web.answer(.refused(status: 410))
    bench.say("first")
    bench.web.answer(.delivered(status: 200))
    try Self.rules(path: "b").write(
      toFile: bench.path + "/bot.lua", atomically: true, encoding: .utf8)
    disk.set(.full)
    let isReloaded = bench.worker.engine.handle([.reload])
    #expect(!isReloaded && bench.reports.lines("reloaded").isEmpty)
    disk.set(nil)
    bench.receive(.reload)
    bench.receive()
    #expect(bench.web.bodies.count == 2)
    #expect(bench.reports.lines("webhook").last?.contains(#""state":"resumed""#) == true)
  }

  @Test func `a paused webhook stays so over a restart, and goes on with other settings`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 410))
    bench.say("first")
    let again = try bench.restarted(Self.rules())
    again.wait(seconds: 86_400)
    #expect(again.web.bodies.isEmpty)
    #expect(again.reports.lines("webhook").count == 1, "the owner is reminded")
    let changed = try again.restarted(Self.rules(path: "b"))
    changed.receive()
    #expect(changed.web.bodies.count == 1)
    #expect(changed.reports.lines("webhook").last?.contains(#""state":"resumed""#) == true)
  }

  @Test func `a reload with another url tries at once what waited hours for its next attempt`()
    throws
  {
    let bench = try bench()
    bench.web.answer(.refused(status: 503, retryAfter: 36_000))
    bench.say("first")
    bench.wait(seconds: 60)
    #expect(bench.web.bodies.count == 1)
    bench.web.answer(.delivered(status: 200))
    try reload(bench, Self.rules())
    #expect(bench.web.bodies.count == 1, "nothing was changed")
    try reload(bench, Self.rules(path: "b"))
    #expect(bench.web.bodies.count == 2)
  }

  @Test(arguments: [401, 404])
  func `a wrong key or address is told with the first message, and can be replayed`(
    status: Int
  ) throws {
    let bench = try WorkerBench(
      Self.rules() + "\nwebhook \"pager\" { url = \"https://pager.example/\" }")
    try bench.befriend(1)
    try reload(
      bench,
      """
      webhook "desk" { url = "https://desk.example/a", or_else = "pager" }
      webhook "pager" { url = "https://pager.example/" }
      on("message", function(message) message:forward("desk") end)
      """)
    bench.web.answer(.refused(status: status), for: "desk")
    bench.say("first")
    bench.wait(seconds: 86_400)
    #expect(bench.web.bodies.count { $0.contains("first") } == 1)
    let notices = bench.web.bodies.filter { $0.contains("outage") }
    #expect(notices.count == 1 && notices[0].contains("its receiver answered \(status)"))
    #expect(bench.reports.lines("delivery")[0].contains(#""state":"failed""#))
    bench.web.answer(.delivered(status: 200), for: "desk")
    let failed = try bench.store.read { reader throws(StoreError) in
      try reader.deliveries(webhook: "desk", state: .failed)
    }
    bench.receive(
      .control(
        .command(
          .hookReplay(deliveries: failed.map(\.id.rawValue), repeatsAccepted: false))
      ) { _ in })
    bench.wait(seconds: 1)
    #expect(bench.web.bodies.count { $0.contains("first") } == 2)
    #expect(bench.web.bodies.last?.contains(#""state":"over""#) == true)
  }

  @Test func `a webhook whose key is wrong for days pauses, and what comes is owed`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 401))
    bench.say("first", at: 1)
    bench.wait(seconds: 5 * 86_400 + 1)
    // The clock has to hold before it counts.
    for _ in 0..<26 { bench.wait(seconds: 3_600) }
    bench.say("second", at: 2)
    #expect(bench.reports.lines("webhook").last?.contains(#""state":"paused""#) == true)
    bench.say("third", at: 3)
    #expect(bench.web.bodies.count == 2)
    #expect(
      try bench.store.read { reader throws(StoreError) in
        try reader.webhookSummaries().first { $0.name == "desk" }?.waiting
      } == 1)
  }

  @Test func `a refusal that began before the key was changed is not the last word`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 401))
    bench.web.holdResults()
    bench.say("first")
    bench.clock.advance(seconds: 1)
    try reload(bench, Self.rules(path: "b"))
    bench.web.releaseResults()
    bench.web.answer(.delivered(status: 200))
    bench.receive()
    bench.wait(seconds: 2)
    #expect(bench.web.bodies.count == 2)
    #expect(bench.reports.lines("delivery").last?.contains(#""state":"delivered""#) == true)
  }

  @Test func `a paused webhook goes on when its url is changed while the bot runs`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 410))
    bench.say("first")
    bench.web.answer(.delivered(status: 200))
    try reload(bench, Self.rules(path: "b"))
    #expect(bench.web.bodies.count == 2)
  }

  @Test func `the 410 of a receiver that was replaced meanwhile pauses nothing`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 410))
    bench.web.holdResults()
    bench.say("first")
    bench.clock.advance(seconds: 1)
    try reload(bench, Self.rules(path: "b"))
    bench.web.answer(.delivered(status: 200))
    bench.web.releaseResults()
    bench.receive()
    #expect(bench.reports.lines("webhook").isEmpty)
    bench.wait(seconds: 2)
    #expect(bench.reports.lines("delivery").last?.contains(#""state":"delivered""#) == true)
  }

  @Test func `notices do not pile up at a paused webhook`() throws {
    let bench = try WorkerBench(
      """
      webhook "news" { url = "https://news.example/", send = "notice", delay = "1m" }
      on("message", function(message) message:forward("news") end)
      """)
    try bench.befriend(1)
    bench.web.answer(.refused(status: 410))
    bench.say("first", at: 1)
    bench.wait(seconds: 121)
    #expect(bench.web.bodies.count == 1)
    for place in 2...5 {
      bench.say("another", at: UInt32(place))
      bench.wait(seconds: 121)
    }
    let summary = try bench.store.read { reader throws(StoreError) in
      try reader.webhookSummaries()
    }
    #expect(summary.map(\.waiting) == [1])
  }

  @Test func `the doctor fails a webhook that is paused, and one whose receiver is away`()
    async throws
  {
    let bench = try bench()
    bench.web.answer(.refused(status: 410))
    bench.say("first")
    let desk = Webhook(name: "desk", url: "http://127.0.0.1:1/")
    let paused = WebhookChecks.paused(home: bench.path, [desk])
    #expect(paused.map(\.result) == [.fail])
    #expect(try #require(paused.first).words.contains("postern hooks resume desk"))
    #expect(WebhookChecks.paused(home: bench.path, []).isEmpty, "the file has it no longer")

    let plan = try NetworkPlan(NetworkConfiguration(bootstrap: []), bot: nil, home: nil)
    let reach = try await WebhookChecks.reach([desk], await plan.prepared(for: [desk]))
    #expect(reach.map(\.result) == [.fail])
  }

  @Test func `a webhook that nothing was sent to can't be resumed`() throws {
    let bench = try bench()
    bench.say("first")
    let reply = Answer()
    bench.receive(.control(.command(.hookResume("dsek"))) { reply.value = $0 })
    guard case .failed(let sentence, _, _)? = reply.value else {
      Issue.record("\(String(describing: reply.value))")
      return
    }
    #expect(sentence.contains("\"dsek\"") && sentence.contains("\"desk\""))
  }

  @Test func `words name the delivery, its message and the next attempt`() throws {
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
