import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayStore

/// Webhooks that learn that a contact wrote, and not when.
@Suite struct `Notices` {
  private func bench(_ delay: String, keep: String) throws -> WorkerBench {
    let bench = try WorkerBench(
      """
      contacts { accept = "everyone" }
      inbox { keep = "\(keep)" }
      webhook "desk" { url = secret "DESK", send = "notice", delay = "\(delay)" }
      on("message", function(message) message:forward("desk") end)
      """)
    try bench.befriend(1)
    return bench
  }

  @Test(arguments: ["forever", "nothing"])
  func `leave after their delay and before twice that`(keep: String) throws {
    var waits: Set<Int> = []
    for _ in 0..<8 {
      let bench = try bench("5m", keep: keep)
      bench.say("one")
      bench.wait(seconds: 299)
      #expect(bench.web.bodies.isEmpty)
      var waited = 299
      while bench.web.bodies.isEmpty, waited < 600 {
        bench.wait(seconds: 1)
        waited += 1
      }
      #expect(bench.web.bodies.count == 1 && waited <= 600)
      waits.insert(waited)
    }
    // Not at a fixed delay, which a receiver could subtract.
    #expect(waits.count > 1)
  }

  @Test(arguments: ["forever", "nothing"])
  func `that wait stand for all messages until they leave`(keep: String) throws {
    let bench = try bench("5m", keep: keep)
    for number in 1...50 {
      bench.say("message \(number)", at: UInt32(number))
      bench.wait(seconds: 2)
    }
    bench.wait(seconds: 600)
    #expect(bench.web.bodies.count == 1)
    bench.say("later", at: 51)
    bench.wait(seconds: 600)
    #expect(bench.web.bodies.count == 2)
  }

  @Test func `without a delay leave at once`() throws {
    let bench = try bench("0s", keep: "forever")
    bench.say("one", at: 1)
    bench.say("two", at: 2)
    #expect(bench.web.bodies.count == 2)
  }

  @Test func `that are under way do not stand for what comes then`() throws {
    let bench = try bench("5m", keep: "forever")
    bench.web.holdResults()
    bench.say("one", at: 1)
    bench.wait(seconds: 600)
    #expect(bench.web.bodies.count == 1)
    bench.say("two", at: 2)
    bench.wait(seconds: 600)
    bench.web.releaseResults()
    #expect(bench.web.bodies.count == 2)
  }

  @Test func `are owed over a restart, and tell in the home not whose they are`() throws {
    let bench = try bench("5m", keep: "forever")
    bench.say("one")
    let later = bench.clock.now.advanced(byMilliseconds: 600_000)
    let waiting = try bench.store.read { reader throws(StoreError) in
      try reader.dueDeliveries(to: "desk", now: later, limit: 10).due
    }
    #expect(waiting.count == 1 && waiting[0].contact == nil)
    let again = try bench.restarted(
      "webhook 'desk' { url = secret 'DESK', send = 'notice' }")
    again.clock.advance(seconds: 700)
    again.receive()
    #expect(again.web.bodies.count == 1)
  }
}
