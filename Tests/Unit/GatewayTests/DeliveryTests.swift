import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// When deliveries leave.
@Suite struct `Deliveries` {
  private static let rules = """
    contacts { accept = "everyone" }
    webhook "desk" { url = "https://desk.example/" }
    on("message", function(message) message:forward("desk") end)
    """

  private func bench(contacts: UInt8, _ rules: String = Self.rules) throws -> WorkerBench {
    let bench = try WorkerBench(rules)
    for number in 0..<contacts { try bench.befriend(number + 1) }
    return bench
  }

  @Test func `those of one batch beyond the courier's room leave as it has room again`() throws {
    let bench = try bench(contacts: 6)
    bench.web.holdResults()
    _ = bench.worker.engine.handle((1...6).map { .network([message("m\($0)", by: $0)]) })
    #expect(bench.web.bodies.count == bench.web.room)
    #expect(bench.worker.engine.timeToNextDue() == nil, "a result is what it waits for")
    bench.web.releaseResults()
    bench.receive()
    #expect(
      (1...6).allSatisfy { number in
        bench.web.bodies.filter { $0.contains("\"m\(number)\"") }.count == 1
      })
    #expect(bench.web.bodies.count == 6)
    let isIdle = bench.worker.engine.memory.lanes.allSatisfy(\.underWay.isEmpty)
    #expect(isIdle)
  }

  @Test func `those of one contact leave in order, each when the one before it was taken`() throws {
    let bench = try bench(contacts: 1)
    let batch = (1...5).map { EngineInput.network([message("m\($0)", at: $0)]) }
    _ = bench.worker.engine.handle(batch)
    #expect(bench.web.bodies.count == 1)
    bench.receive()
    #expect(bench.web.bodies.count == 5)
    #expect((1...5).allSatisfy { bench.web.bodies[$0 - 1].contains("\"m\($0)\"") })
  }

  @Test func `attempts are handed out ahead of a quick receiver, and of no other`() {
    var lane = WebhookLane(name: "desk")
    func succeed(_ count: Int, milliseconds: Int64) {
      for _ in 0..<count {
        lane.note(.delivered(status: 200), after: milliseconds, at: Uptime(0))
      }
    }
    succeed(7, milliseconds: 1)
    #expect(lane.ahead == 0)
    succeed(17, milliseconds: 99)
    #expect(lane.ahead == 3)
    succeed(10_000, milliseconds: 1)
    #expect(lane.ahead == 480)
    succeed(1, milliseconds: 100)
    #expect(lane.ahead == 0)
    succeed(100, milliseconds: 1)
    lane.note(.refused(status: 503, retryAfter: nil), after: 1, at: Uptime(0))
    #expect(lane.ahead == 0)
  }

  @Test func `results are gathered while a long backlog drains, and no message waits`() throws {
    let bench = try bench(contacts: 1)
    let engine = bench.worker.engine
    let result = EngineInput.delivered(
      DeliveryID(1), AttemptOutcome(.delivered(status: 200)), startedAt: Uptime(0))
    engine.memory.lanes = [WebhookLane(name: "desk")]
    func handOut(_ ids: ClosedRange<Int64>) {
      for id in ids { engine.memory.lanes[0].begin(DeliveryID(id), at: Uptime(0)) }
    }
    handOut(1...65)
    #expect(engine.resultsToGather(after: [result]) == 0)
    for _ in 0..<1_000 {
      engine.memory.lanes[0].note(.delivered(status: 200), after: 1, at: Uptime(0))
    }
    #expect(engine.resultsToGather(after: [result]) == 31)
    handOut(66...488)
    #expect(engine.resultsToGather(after: [result]) == 191)
    #expect(engine.resultsToGather(after: Array(repeating: result, count: 192)) <= 0)
    #expect(engine.resultsToGather(after: []) == 0)
    #expect(engine.resultsToGather(after: [result, .stop]) == 0)
    #expect(engine.resultsToGather(after: [result, .network([message("hello")])]) == 0)
  }

  @Test func `a mail waits for none to another recipient`() throws {
    let bench = try bench(
      contacts: 1,
      """
      contacts { accept = "everyone" }
      webhook "desk" {
        url = "smtp://desk.example", tls = "none", from = "bot@desk.example",
        to = { "one@desk.example", "two@desk.example" },
      }
      on("message", function(message) message:forward("desk") end)
      """)
    bench.web.holdResults()
    _ = bench.worker.engine.handle([.network([message("hello")])])
    #expect(bench.web.bodies.count == 2)
  }

  @Test func `one that a request of the owner leads to is due at once`() throws {
    let bench = try WorkerBench(
      Self.rules.replacing("everyone", with: "ask"))
    bench.receive(.contactRequest(key(1), text: "please help"))
    #expect(bench.web.bodies.isEmpty)
    bench.receive(.control(.command(.contactAccept(ContactReference(hex(1))))) { _ in })
    #expect(bench.worker.engine.timeToNextDue() == 0)
    bench.receive()
    #expect(bench.web.bodies.map { $0.contains("please help") } == [true])
  }

  @Test func `new ones for a paused webhook do not wake the worker`() throws {
    let bench = try bench(contacts: 2)
    bench.web.answer(.refused(status: 410))
    bench.say("one")
    bench.say("two", by: 2)
    #expect(bench.web.bodies.count == 1)
    #expect(bench.worker.engine.timeToNextDue() == nil)
  }

  @Test func `two receivers know a contact by different pseudonyms, each by the same again`()
    throws
  {
    let bench = try bench(
      contacts: 2,
      """
      contacts { accept = "everyone" }
      webhook "desk" { url = "https://desk.example/", send = "thin" }
      webhook "audit" { url = "https://audit.example/", send = "thin" }
      on("message", function(message) message:forward("desk") message:forward("audit") end)
      """)
    bench.say("one")
    bench.say("two", at: 2)
    bench.say("three", by: 2)
    let id = /"contact":\{"id":"([0-9a-f]{32})"\}/
    let ids = bench.web.bodies.compactMap { $0.firstMatch(of: id)?.1 }
    try #require(ids.count == 6)
    #expect(ids[0] == ids[2] && ids[1] == ids[3])
    #expect(Set(ids).count == 4)
    #expect(ids.allSatisfy { !hex(1).lowercased().contains($0) })
  }

  @Test func `a sealed one leaves and is stored without anything in clear`() throws {
    let keys = WebhookKeyFile.makeSealing()
    let bench = try bench(
      contacts: 1,
      """
      contacts { accept = "everyone" }
      webhook "desk" { url = "https://desk.example/", send = "sealed", seal = "\(keys.public)" }
      on("message", function(message) message:forward("desk", { note = "marked" }) end)
      """)
    bench.web.answer(.refused(status: 503))
    bench.say("a marked text")
    bench.web.answer(.delivered(status: 200))
    bench.wait(seconds: 2)
    #expect(bench.web.bodies.count == 2 && bench.web.bodies[0] == bench.web.bodies[1])
    #expect(bench.web.bodies[0].contains(#""type":"sealed""#))
    #expect(!bench.web.bodies[0].contains("marked"))
  }

  @Test func `a failed one is tried when its time has come`() throws {
    let bench = try bench(contacts: 1)
    bench.web.answer(.refused(status: 503))
    bench.say("one")
    let wait = try #require(bench.worker.engine.timeToNextDue())
    #expect((1_000...1_100).contains(wait))
    bench.web.answer(.delivered(status: 200))
    bench.wait(seconds: 2)
    #expect(bench.web.bodies.count == 2)
    #expect(bench.worker.engine.timeToNextDue() == nil)
  }
}
