import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayStore

/// When deliveries leave.
@Suite struct `Deliveries` {
  private static let rules = """
    contacts { accept = "everyone" }
    webhook "desk" { url = "https://desk.example/" }
    on("message", function(message) message:forward("desk") end)
    """

  private func office(contacts: UInt8, _ rules: String = Self.rules) throws -> Office {
    let office = try Office(rules)
    for number in 0..<contacts { try office.befriend(number + 1) }
    return office
  }

  @Test func `Those of one batch beyond the courier's room leave as it has room again`() throws {
    let office = try office(contacts: 6)
    office.web.holdResults()
    _ = office.worker.handle((1...6).map { .network(message("m\($0)", by: $0)) })
    #expect(office.web.bodies.count == office.web.room)
    #expect(office.worker.timeToNextDue() == nil, "a result is what it waits for")
    office.web.releaseResults()
    office.receive()
    #expect(
      (1...6).allSatisfy { number in
        office.web.bodies.filter { $0.contains("\"m\(number)\"") }.count == 1
      })
    #expect(office.web.bodies.count == 6)
    #expect(office.worker.memory.deliveriesUnderWay.isEmpty)
  }

  @Test func `Those of one contact leave in order, each when the one before it was taken`() throws {
    let office = try office(contacts: 1)
    let batch = (1...5).map { WorkerInput.network(message("m\($0)", at: $0)) }
    _ = office.worker.handle(batch)
    #expect(office.web.bodies.count == 1)
    office.receive()
    #expect(office.web.bodies.count == 5)
    #expect((1...5).allSatisfy { office.web.bodies[$0 - 1].contains("\"m\($0)\"") })
  }

  @Test func `One that a request of the owner leads to is due at once`() throws {
    let office = try Office(
      Self.rules.replacing("everyone", with: "ask"))
    office.receive(.contactRequest(key(1), text: "please help"))
    #expect(office.web.bodies.isEmpty)
    office.receive(.control(.command(.contactAccept(ContactReference(hex(1))))) { _ in })
    #expect(office.worker.timeToNextDue() == 0)
    office.receive()
    #expect(office.web.bodies.map { $0.contains("please help") } == [true])
  }

  @Test func `Those that come for a paused webhook wake nobody`() throws {
    let office = try office(contacts: 2)
    office.web.answer(.refused(status: 410))
    office.say("one")
    office.say("two", by: 2)
    #expect(office.web.bodies.count == 1)
    #expect(office.worker.timeToNextDue() == nil)
  }

  @Test func `One that failed is tried when its time has come`() throws {
    let office = try office(contacts: 1)
    office.web.answer(.refused(status: 503))
    office.say("one")
    let wait = try #require(office.worker.timeToNextDue())
    #expect((1_000...1_100).contains(wait))
    office.web.answer(.delivered(status: 200))
    office.wait(seconds: 2)
    #expect(office.web.bodies.count == 2)
    #expect(office.worker.timeToNextDue() == nil)
  }
}
