import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayStore

/// Webhooks that learn that somebody wrote, and not when.
@Suite struct `Notices` {
  private func office(_ delay: String, keep: String) throws -> Office {
    let office = try Office(
      """
      contacts { accept = "everyone" }
      inbox { keep = "\(keep)" }
      webhook "desk" { url = secret "DESK", send = "notice", delay = "\(delay)" }
      on("message", function(message) message:forward("desk") end)
      """)
    try office.befriend(1)
    return office
  }

  @Test(arguments: ["forever", "nothing"])
  func `leave after their delay and before twice that`(keep: String) throws {
    var waits: Set<Int> = []
    for _ in 0..<8 {
      let office = try office("5m", keep: keep)
      office.say("one")
      office.wait(seconds: 299)
      #expect(office.web.bodies.isEmpty)
      var waited = 299
      while office.web.bodies.isEmpty, waited < 600 {
        office.wait(seconds: 1)
        waited += 1
      }
      #expect(office.web.bodies.count == 1 && waited <= 600)
      waits.insert(waited)
    }
    // Not at one moment that could be subtracted again.
    #expect(waits.count > 1)
  }

  @Test(arguments: ["forever", "nothing"])
  func `that wait stand for all messages until they leave`(keep: String) throws {
    let office = try office("5m", keep: keep)
    for number in 1...50 {
      office.say("message \(number)", at: UInt32(number))
      office.wait(seconds: 2)
    }
    office.wait(seconds: 600)
    #expect(office.web.bodies.count == 1)
    office.say("later", at: 51)
    office.wait(seconds: 600)
    #expect(office.web.bodies.count == 2)
  }

  @Test func `without a delay leave at once`() throws {
    let office = try office("0s", keep: "forever")
    office.say("one", at: 1)
    office.say("two", at: 2)
    #expect(office.web.bodies.count == 2)
  }

  @Test func `that are under way do not stand for what comes then`() throws {
    let office = try office("5m", keep: "forever")
    office.web.holdResults()
    office.say("one", at: 1)
    office.wait(seconds: 600)
    #expect(office.web.bodies.count == 1)
    office.say("two", at: 2)
    office.wait(seconds: 600)
    office.web.releaseResults()
    #expect(office.web.bodies.count == 2)
  }

  @Test func `are owed over a restart, and tell in the home not whose they are`() throws {
    let office = try office("5m", keep: "forever")
    office.say("one")
    let later = office.clock.now.advanced(byMilliseconds: 600_000)
    let waiting = try office.store.read { reader throws(StoreError) in
      try reader.dueDeliveries(now: later, limit: 10)
    }
    #expect(waiting.count == 1 && waiting[0].contact == nil)
    let again = try office.restarted(
      "webhook 'desk' { url = secret 'DESK', send = 'notice' }")
    again.clock.advance(seconds: 700)
    again.receive()
    #expect(again.web.bodies.count == 1)
  }
}
