import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// One webhook's troubles are no other one's.
@Suite struct `Lanes of webhooks` {
  private static func rules(_ settings: String = "", count: Int = 2) -> String {
    let webhooks = (1...count).map { number in
      "webhook \"w\(number)\" { url = \"https://w\(number).example/\"\(settings) }"
    }
    return """
      contacts { accept = "everyone" }
      \(webhooks.joined(separator: "\n"))
      on("message", function(message) message:forward(message.text:match("^%S+")) end)
      """
  }

  private func bench(_ settings: String = "", contacts: UInt8 = 20) throws -> WorkerBench {
    let bench = try WorkerBench(Self.rules(settings), deliveriesMax: 64)
    for number in 1...contacts { try bench.befriend(number) }
    return bench
  }

  private func say(_ texts: [String], in bench: WorkerBench) {
    _ = bench.worker.engine.handle(
      texts.enumerated().map { index, text in
        .network([message(text, by: UInt8(index % 20 + 1), at: UInt32(index + 1))])
      })
    bench.receive()
  }

  @Test func `a webhook that answers nothing leaves all of their slots to the others`() throws {
    let bench = try bench()
    bench.web.holdResults(of: "w1")
    say((1...19).map { "w1 dead \($0)" }, in: bench)
    #expect(bench.web.bodies.count == 8)
    say((1...20).map { "w2 live \($0)" }, in: bench)
    #expect(bench.web.bodies.count { $0.contains("live") } == 20)
    #expect(bench.web.bodies.count { $0.contains("dead") } == 8)
    #expect(bench.worker.engine.timeToNextDue() == nil)
    bench.web.releaseResults()
    bench.receive()
    #expect(bench.web.bodies.count { $0.contains("dead") } == 19)
  }

  @Test func `a receiver that is away gets an attempt in five seconds, and all when it is back`()
    throws
  {
    let bench = try bench()
    bench.web.answer(.unreachable("No route."), for: "w1")
    // Each message from a contact of its own, so that none waits for another one.
    say((1...20).map { "w1 \($0)" }, in: bench)
    let first = bench.web.bodies.count
    #expect((8...16).contains(first))
    for _ in 0..<60 { bench.wait(seconds: 1) }
    #expect((10...14).contains(bench.web.bodies.count - first), "\(bench.web.bodies.count)")
    bench.web.answer(.delivered(status: 200), for: "w1")
    for _ in 0..<7 { bench.wait(seconds: 1) }
    for _ in 0..<70 { bench.wait(seconds: 1) }
    let summary = try summary(of: "w1", in: bench)
    #expect(summary.delivered == 20 && summary.waiting == 0 && summary.failingSince == nil)
  }

  @Test func `a receiver that asks for a pause gets no request at all until it is over`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 429, retryAfter: 60), for: "w1")
    bench.say("w1 one", by: 1)
    bench.web.answer(.delivered(status: 200), for: "w1")
    bench.say("w1 two", by: 2)
    bench.wait(seconds: 59)
    #expect(bench.web.bodies.count == 1)
    #expect(bench.worker.engine.timeToNextDue().map { $0 <= 1_000 } == true)
    bench.wait(seconds: 10)
    #expect(bench.web.bodies.count == 3)
  }

  @Test func `a receiver whose room is used up gets no request until it has room again`() throws {
    let bench = try bench()
    bench.web.answer(AttemptOutcome(.delivered(status: 200), pause: 5_000), for: "w1")
    bench.say("w1 one", by: 1)
    bench.web.answer(.delivered(status: 200), for: "w1")
    bench.say("w1 two", by: 2)
    bench.say("w2 other", by: 3)
    #expect(bench.web.bodies.count == 2)
    #expect(bench.worker.engine.timeToNextDue() == 5_000)
    bench.wait(seconds: 5)
    #expect(bench.web.bodies.count == 3)
  }

  @Test func `an idle bot forgets by itself what was listed for long enough`() throws {
    let bench = try bench()
    bench.say("w1 one", by: 1)
    // Only when it asks to be woken.
    for _ in 0..<60 {
      let wait = try #require(bench.worker.engine.timeToWait)
      bench.wait(seconds: max(1, wait / 1_000))
    }
    let left = try bench.store.read { reader throws(StoreError) in try reader.deliveries() }
    #expect(left.isEmpty)
  }

  @Test func `a rate spaces attempts evenly`() throws {
    let bench = try bench(", rate = \"1/s\"")
    say((1...10).map { "w1 \($0)" }, in: bench)
    #expect(bench.web.bodies.count == 1)
    #expect(bench.worker.engine.timeToNextDue() == 1_000)
    for seconds in 2...10 {
      bench.wait(seconds: 1)
      #expect(bench.web.bodies.count == seconds)
    }
    #expect(bench.worker.engine.timeToNextDue() == nil)
  }

  @Test func `concurrency bounds the attempts in progress`() throws {
    let bench = try bench(", concurrency = 2")
    bench.web.holdResults(of: "w1")
    say((1...10).map { "w1 \($0)" }, in: bench)
    #expect(bench.web.bodies.count == 2)
  }

  @Test func `without an order a contact's deliveries leave side by side`() throws {
    let bench = try bench(", order = \"none\"")
    bench.web.holdResults(of: "w1")
    for place in 1...3 { bench.say("w1 \(place)", by: 1, at: UInt32(place)) }
    #expect(bench.web.bodies.count == 3)
  }

  @Test func `what is older than its webhook sends is never sent late, and is reported`() throws {
    let bench = try bench(", expires = \"1m\"")
    bench.web.answer(.refused(status: 503), for: "w1")
    for place in 1...3 { bench.say("w1 \(place)", by: 1, at: UInt32(place)) }
    for _ in 0..<59 { bench.wait(seconds: 1) }
    let before = bench.web.bodies.count
    bench.web.answer(.delivered(status: 200), for: "w1")
    bench.wait(seconds: 3_600)
    bench.wait(seconds: 1)
    #expect(bench.web.bodies.count == before, "all three wait behind the first")
    #expect(bench.reports.lines("delivery").count { $0.contains("\"state\":\"expired\"") } == 3)
    #expect(try summary(of: "w1", in: bench).counts.expired == 3)
    bench.say("w1 new", by: 1, at: 9)
    #expect(bench.web.bodies.count == before + 1)
  }

  @Test func `what is older than its webhook sends is not sent after a stop either`() throws {
    let bench = try bench(", expires = \"1h\"")
    bench.web.answer(.refused(status: 503), for: "w1")
    bench.say("w1 old", by: 1)
    let again = try bench.restarted(Self.rules(", expires = \"1h\""))
    again.clock.advance(seconds: 86_400)
    again.receive()
    again.wait(seconds: 1)
    #expect(again.web.bodies.isEmpty)
    #expect(again.reports.lines("delivery").count { $0.contains("\"state\":\"expired\"") } == 1)
  }

  @Test func `a full backlog turns events away, says so once, and lists them`() throws {
    let bench = try bench(", backlog = 3")
    bench.receive(.control(.command(.hookPause("w1"))) { _ in })
    for place in 1...9 { bench.say("w1 \(place)", by: 1, at: UInt32(place)) }
    let summary = try summary(of: "w1", in: bench)
    #expect(summary.waiting == 3 && summary.failed == 6 && summary.counts.turnedAway == 6)
    #expect(bench.web.bodies.isEmpty)
    #expect(bench.reports.lines("log").count { $0.contains("backlog of webhook w1") } == 1)
  }

  @Test func `the owner's pause is over when the owner says so, whatever the file says`() throws {
    let bench = try bench()
    bench.receive(.control(.command(.hookPause("w1"))) { _ in })
    bench.say("w1 one", by: 1)
    #expect(bench.web.bodies.isEmpty)
    #expect(bench.reports.lines("webhook").last?.contains("\"paused_by\":\"owner\"") == true)
    let again = try bench.restarted(Self.rules(", timeout = \"9s\""))
    again.wait(seconds: 3_600)
    #expect(again.web.bodies.isEmpty)
    again.receive(.control(.command(.hookResume("w1"))) { _ in })
    again.receive()
    #expect(again.web.bodies.count == 1)
  }

  @Test func `a webhook that fails for days pauses by itself, and what waits is still owed`() throws
  {
    let bench = try bench()
    bench.web.answer(.unreachable("No route."), for: "w1")
    for day in 0..<7 {
      bench.say("w1 \(day)", by: 1, at: UInt32(day + 1))
      for _ in 0..<24 { bench.wait(seconds: 3_600) }
    }
    #expect(
      bench.reports.lines("webhook").map { $0.contains("\"paused_by\":\"failures\"") } == [true])
    let attempts = bench.web.bodies.count
    bench.wait(seconds: 86_400)
    #expect(bench.web.bodies.count == attempts)
    #expect(try summary(of: "w1", in: bench).waiting > 0)
    bench.web.answer(.delivered(status: 200), for: "w1")
    bench.receive(.control(.command(.hookResume("w1"))) { _ in })
    bench.receive()
    #expect(try summary(of: "w1", in: bench).waiting == 0)
  }

  private func summary(of webhook: String, in bench: WorkerBench) throws -> WebhookSummary {
    let all = try bench.store.read { reader throws(StoreError) in try reader.webhookSummaries() }
    return try #require(all.first { $0.name == webhook })
  }
}

/// The notices that a webhook's receiver is away.
@Suite struct `Outages of webhooks` {
  private func bench(_ rules: String) throws -> WorkerBench {
    let bench = try WorkerBench(
      """
      contacts { accept = "everyone" }
      \(rules)
      on("message", function(message) message:forward(message.text:match("^%S+")) end)
      """, deliveriesMax: 64)
    for number in 1...2 as ClosedRange<UInt8> { try bench.befriend(number) }
    return bench
  }

  private let pair = """
    webhook "w1" { url = "https://w1.example/", or_else = "w2" }
    webhook "w2" { url = "https://w2.example/", or_else = "w1" }
    """

  private func outages(_ bench: WorkerBench) -> [String] {
    bench.web.bodies.filter { $0.contains("\"type\":\"outage\"") }
  }

  @Test func `another webhook is told once that it began and once that it is over`() throws {
    let bench = try bench(pair)
    bench.web.answer(.refused(status: 503), for: "w1")
    for place in 1...3 { bench.say("w1 \(place)", by: 1, at: UInt32(place)) }
    bench.wait(seconds: 60)
    #expect(outages(bench).isEmpty, "a receiver that restarts is no outage")
    for _ in 0..<30 { bench.wait(seconds: 60) }
    try #require(outages(bench).count == 1)
    #expect(outages(bench)[0].contains(#""webhook":"w1","state":"began""#))
    #expect(outages(bench)[0].contains(#""waiting":3,"text":"its receiver answered 503""#))
    bench.web.answer(.delivered(status: 200), for: "w1")
    for _ in 0..<60 { bench.wait(seconds: 60) }
    try #require(outages(bench).count == 2)
    #expect(outages(bench)[1].contains(#""state":"over""#))
  }

  @Test func `two webhooks that name each other and are both away make no circle`() throws {
    let bench = try bench(pair)
    bench.web.answer(.refused(status: 503))
    bench.say("w1 hello", by: 1)
    for _ in 0..<200 { bench.wait(seconds: 600) }
    let stored = try bench.store.read { reader throws(StoreError) in try reader.deliveries() }
    #expect(stored.count == 3, "the message, and one notice of each outage")
    bench.web.answer(.delivered(status: 200))
    for _ in 0..<200 { bench.wait(seconds: 600) }
    let ids = try bench.store.read { reader throws(StoreError) in try reader.deliveries() }
    #expect(ids.count == 5 && ids.allSatisfy { $0.state == .delivered })
  }

  @Test func `each recipient of a mail is told`() throws {
    let bench = try bench(
      """
      webhook "w1" { url = "https://w1.example/", or_else = "mail" }
      webhook "mail" {
        url = "smtp://mail.example", tls = "none", from = "bot@example.org",
        to = { "day@example.org", "night@example.org" },
      }
      """)
    bench.web.answer(.refused(status: 410), for: "w1")
    bench.say("w1 hello", by: 1)
    let told = bench.web.bodies.filter { $0.contains("example.org") }
    #expect(told.count == 2)
    #expect(told[0].contains("day@example.org") && told[1].contains("night@example.org"))
  }

  @Test func `a bot that keeps nothing tells it once too, also over a restart`() throws {
    let rules = "inbox { keep = \"nothing\" }\n" + pair
    let bench = try bench(rules)
    bench.web.answer(.refused(status: 503), for: "w1")
    bench.say("w1 one", by: 1)
    for _ in 0..<30 { bench.wait(seconds: 60) }
    try #require(outages(bench).count == 1)
    #expect(outages(bench)[0].contains(#""waiting":1,"text":"its receiver answered 503""#))
    let again = try bench.restarted(
      """
      contacts { accept = "everyone" }
      \(rules)
      on("message", function(message) message:forward(message.text:match("^%S+")) end)
      """)
    again.clock.advance(seconds: 3_600)
    again.receive(.online(key(1)))
    again.web.answer(.refused(status: 503), for: "w1")
    again.say("w1 two", by: 1)
    for _ in 0..<30 { again.wait(seconds: 60) }
    #expect(outages(again).isEmpty)
    again.web.answer(.delivered(status: 200), for: "w1")
    for _ in 0..<60 { again.wait(seconds: 60) }
    try #require(outages(again).count == 1)
    #expect(outages(again)[0].contains(#""state":"over""#))
  }

  @Test func `the pause of a webhook is told at once`() throws {
    let bench = try bench(pair)
    bench.web.answer(.refused(status: 410), for: "w1")
    bench.say("w1 hello", by: 1)
    #expect(outages(bench).count == 1)
  }

  @Test func `a contact is told in words`() throws {
    let bench = try bench(
      "webhook \"w1\" { url = \"https://w1.example/secret\", or_else = \"\(hex(2))\" }")
    bench.web.answer(.unreachable("Couldn't connect to server."), for: "w1")
    bench.say("w1 hello", by: 1)
    for _ in 0..<30 { bench.wait(seconds: 60) }
    let told = try bench.outbox(2)
    try #require(told.count == 1)
    #expect(told[0].hasPrefix("Webhook w1 has taken nothing since 20"))
    #expect(told[0].contains("Couldn't connect to server. 1 delivery waits."))
    #expect(!told[0].contains("secret"))
  }
}
