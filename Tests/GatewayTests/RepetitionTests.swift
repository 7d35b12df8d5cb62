import GatewayCore
import Testing

@testable import Gateway

/// What a contact sends again because it never saw our acknowledgement, and what only looks like
/// it.
@Suite struct RepetitionTests {
  private let rules = "on('message', function(message) message:keep() end)"

  private func office() throws -> Office {
    let office = try Office(rules)
    try office.befriend(1)
    return office
  }

  @Test func `After a crash what is sent again is dropped once, a batch of it too`() throws {
    let office = try office()
    office.receive(message("one", at: 1), message("two", at: 2), message("three", at: 3))
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    for (number, text) in ["one", "two", "three", "four", "one"].enumerated() {
      again.say(text, at: UInt32(number))
    }
    #expect(try again.inbox() == ["one", "two", "three", "four", "one"])
    let consumed = again.network.takeWords().filter { $0.hasPrefix("consume") }
    #expect(consumed.count == 5, "a repetition is acknowledged too")
  }

  @Test func `The same word in a later session is a new message`() throws {
    let office = try office()
    office.say("status")
    office.wait(seconds: 10)
    office.receive(.offline(key(1)))
    office.wait(seconds: 60)
    office.receive(.online(key(1)))
    office.say("status")
    #expect(try office.inbox() == ["status", "status"])
  }

  @Test func `A contact that fell silent may send its last message again`() throws {
    let office = try office()
    office.say("status")
    office.wait(seconds: 33)
    office.receive(.offline(key(1)))
    office.receive(.online(key(1)))
    office.say("status")
    #expect(try office.inbox() == ["status"])
  }

  @Test func `The same word a day after a message, with a restart between, is a new message`()
    throws
  {
    let office = try office()
    office.say("status")
    office.wait(seconds: 46)
    #expect(office.worker.timeToNextDue() == nil)
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    again.say("status")
    #expect(try again.inbox() == ["status", "status"])
  }

  @Test func `The receipt of an answer shows that the message is known to be handled`() throws {
    let office = try Office(echo)
    try office.befriend(1)
    office.say("status")
    let answer = try #require(office.network.takeSends().first)
    office.receive(.sent(key(1), answer.id, .success(position(9))))
    office.receive(.receipt(key(1), through: position(9)))
    let again = try office.restarted(echo)
    again.receive(.online(key(1)))
    again.say("status")
    #expect(try again.inbox() == ["status", "status"])
  }

  @Test func `A long session ends the search for repetitions`() throws {
    let office = try office()
    office.say("status")
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    again.wait(seconds: 46)
    again.say("status")
    #expect(try again.inbox() == ["status", "status"])
  }
}
