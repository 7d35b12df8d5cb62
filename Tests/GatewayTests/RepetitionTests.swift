import GatewayCore
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayStore

/// What a contact sends again because it lacks our acknowledgement, and what only looks like it.
@Suite struct RepetitionTests {
  private let rules = "on('message', function(message) message:keep() end)"

  private func office() throws -> Office {
    let office = try Office(rules)
    try office.befriend(1)
    return office
  }

  /// The network half tells that the contact has the acknowledgement.
  private func prove(_ office: Office, through number: UInt32 = 1, session: UInt64 = 1) {
    office.receive(
      .acknowledgementKnown(key(1), through: position(number, session: session)))
  }

  /// A contact that comes, says something, sees its receipt and leaves.
  private func visit(
    _ office: Office, _ session: UInt64, saying text: String, isProven: Bool = true
  ) {
    office.receive(.online(key(1)))
    office.receive(
      .message(key(1), .text, text: text, stamp: nil, at: position(1, session: session)))
    if isProven { prove(office, session: session) }
    office.receive(.offline(key(1)))
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

  @Test func `Equal texts in short sessions are as many messages`() throws {
    let office = try office()
    office.receive(.offline(key(1)))
    for session in 1...3 { visit(office, UInt64(session), saying: "backup ok") }
    #expect(try office.inbox() == ["backup ok", "backup ok", "backup ok"])
  }

  @Test func `Alternating texts in short sessions are as many messages`() throws {
    let office = try office()
    office.receive(.offline(key(1)))
    let texts = ["disk full", "disk ok", "disk full", "disk ok"]
    for (session, text) in texts.enumerated() {
      visit(office, UInt64(session + 1), saying: text)
    }
    #expect(try office.inbox() == texts)
  }

  @Test func `A sender that repeats itself is let through even in doubt, and after a crash`() throws
  {
    let office = try office()
    office.receive(.offline(key(1)))
    visit(office, 1, saying: "backup ok")
    visit(office, 2, saying: "backup ok", isProven: false)
    visit(office, 3, saying: "backup ok", isProven: false)
    let again = try office.restarted(rules)
    visit(again, 1, saying: "backup ok")
    #expect(try again.inbox().count == 4)
  }

  @Test func `A contact that vanished may send its last message again`() throws {
    let office = try office()
    office.say("status")
    office.receive(.offline(key(1)))
    office.receive(.online(key(1)))
    office.receive(.message(key(1), .text, text: "status", stamp: nil, at: position(1, session: 2)))
    #expect(try office.inbox() == ["status"])
    prove(office, session: 2)
    office.receive(.message(key(1), .text, text: "status", stamp: nil, at: position(2, session: 2)))
    #expect(try office.inbox() == ["status", "status"])
  }

  @Test func `Doubt that is ten minutes old is none`() throws {
    let office = try office()
    office.say("status")
    let again = try office.restarted(rules)
    again.wait(seconds: 601)
    visit(again, 1, saying: "status")
    #expect(try again.inbox() == ["status", "status"])
  }

  @Test func `A proof lasts over a restart`() throws {
    let office = try office()
    office.say("status")
    prove(office)
    #expect(office.worker.timeToNextDue() == nil)
    let again = try office.restarted(rules)
    visit(again, 1, saying: "status")
    #expect(try again.inbox() == ["status", "status"])
  }

  @Test func `A proof of an earlier position ends the doubt up to there`() throws {
    let office = try office()
    for (number, text) in ["one", "two", "three"].enumerated() {
      office.say(text, at: UInt32(number + 1))
    }
    prove(office, through: 2)
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    again.say("three", at: 1)
    again.say("two", at: 2)
    #expect(try again.inbox() == ["one", "two", "three", "two"])
  }

  @Test func `Something new ends the doubt about what was before`() throws {
    let office = try office()
    office.say("status")
    let again = try office.restarted(rules)
    visit(again, 1, saying: "news", isProven: false)
    visit(again, 2, saying: "status", isProven: false)
    #expect(try again.inbox() == ["status", "news", "status"])
  }

  @Test func `What comes again over another route, unacknowledged, is dropped once`() throws {
    let office = try office()
    office.receive(
      message("one", at: 9), message("two", at: 10), .routeChanged(key(1)), message("one", at: 12),
      message("two", at: 13), message("two", at: 14))
    #expect(try office.inbox() == ["one", "two", "two"])
  }

  @Test func `What comes again over the same route is a new message`() throws {
    let office = try office()
    office.receive(message("twice", at: 9), message("twice", at: 10))
    prove(office, through: 10)
    office.receive(.routeChanged(key(1)), message("twice", at: 11))
    #expect(try office.inbox() == ["twice", "twice", "twice"])
  }

  @Test func `Memory of a contact is bounded, and so is what its return loads`() throws {
    let office = try office()
    let count = 3 * RecentMessages.countMax
    for number in 0..<count { office.say("\(number)", at: UInt32(number)) }
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    again.say("\(count - RecentMessages.countMax - 1)", at: 1)
    #expect(again.reports.lines("message").count == 1, "too far back to be told from a new one")
  }

  /// A batch may be larger than what is remembered, and the power fails before it is acknowledged.
  @Test func `Of more messages in doubt than are remembered only the older ones come twice`() throws
  {
    let count = 200
    let batch = (1...count).map { WorkerInput.network(message("text \($0)", at: UInt32($0))) }
    let office = try office()
    _ = office.worker.handle(batch)
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    _ = again.worker.handle(batch)
    again.say("new", at: UInt32(count + 1))
    let older = count - RecentMessages.countMax
    let texts = try again.store.read { reader throws(StoreError) in
      try reader.inbox(InboxFilter(limit: 1_000)).count
    }
    #expect(texts == count + older + 1)
  }
}
