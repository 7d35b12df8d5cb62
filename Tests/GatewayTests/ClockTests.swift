import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayStore

private let day: Int64 = 86_400
private let nineYears: Int64 = 9 * 365 * 86_400

/// A machine's clock that goes wrong and is set right.
@Suite struct ClockTests {
  private static let tips = """
    contacts { accept = "everyone", forget = "90d", forget_unseen = "48h" }
    inbox { keep = "30d" }
    on("message", function(message) message:keep() end)
    """
  private static let forwarding = """
    contacts { accept = "everyone" }
    webhook "desk" { url = secret "DESK" }
    on("message", function(message) message:forward("desk") end)
    """

  /// Two tips of a contact that is away now.
  private func tipLine() throws -> Office {
    let office = try Office(Self.tips)
    try office.befriend(1)
    office.say("one", at: 1)
    office.say("two", at: 2)
    office.receive(.offline(key(1)))
    return office
  }

  private func ask(_ office: Office, _ request: ApplicationRequest) {
    office.receive(.control(request) { _ in })
  }

  private func contacts(_ office: Office) throws -> Int {
    try office.store.read { reader throws(StoreError) in try reader.storedContacts() }.count
  }

  // MARK: Forgetting

  @Test func `A start with a clock months ahead erases nothing, and tells the owner`() throws {
    let office = try tipLine().restarted(Self.tips)
    office.clock.step(seconds: 120 * day)
    office.receive()
    for _ in 0..<23 { office.wait(seconds: 3_600) }
    #expect(try office.inbox() == ["one", "two"] && contacts(office) == 1)
    let told = office.reports.lines("clock")
    #expect(told.count == 1 && told[0].contains("\"state\":\"waits\""))
    #expect(told[0].contains("2 messages and 1 contact") && told[0].contains("120 days"))

    let again = try office.restarted(Self.tips)
    again.clock.advance(seconds: day)
    for _ in 0..<30 { again.wait(seconds: 3_600) }
    #expect(try again.inbox() == ["one", "two"] && contacts(again) == 1)
    #expect(again.reports.lines("clock").first?.contains("\"state\":\"set_back\"") == true)
  }

  @Test func `A clock that jumps while the bot runs erases nothing either`() throws {
    let office = try tipLine()
    office.clock.step(seconds: 10 * 365 * day)
    office.receive()
    office.wait(seconds: 3_600)
    #expect(try office.inbox() == ["one", "two"] && contacts(office) == 1)
    #expect(office.reports.lines("clock").count == 1)
    office.clock.step(seconds: -10 * 365 * day)
    for _ in 0..<30 { office.wait(seconds: 3_600) }
    #expect(try office.inbox() == ["one", "two"] && contacts(office) == 1)
  }

  @Test func `A home that was off for months is tidied once its time has held for a day`() throws {
    var office = try tipLine().restarted(Self.tips)
    office.clock.step(seconds: 120 * day)
    office.receive()
    for round in 1...3 {
      office.wait(seconds: 7 * 3_600)
      #expect(try office.inbox() == ["one", "two"], "\(round)")
      let wall = office.clock.now
      office = try office.restarted(Self.tips)
      office.clock.step(seconds: (wall.rawValue - office.clock.now.rawValue) / 1_000 + 60)
      office.receive()
    }
    for _ in 0..<5 { office.wait(seconds: 3_600) }
    #expect(try office.inbox() == [])
    #expect(office.reports.lines("clock").last?.contains("\"state\":\"believed\"") == true)
  }

  @Test(arguments: [false, true])
  func `The owner may confirm the time, also while the bot is stopped`(isStopped: Bool) throws {
    var office = try tipLine().restarted(Self.tips)
    office.clock.step(seconds: 60 * day)
    office.receive()
    #expect(try office.inbox() == ["one", "two"])
    if isStopped {
      let now = office.clock.now
      try office.store.write { transaction throws(StoreError) in
        try transaction.setTrustedTime(TrustedTime(trusted: now))
      }
      office = try office.restarted(Self.tips)
      office.clock.step(seconds: 60 * day + 5)
    } else {
      ask(office, .command(.clockConfirm))
    }
    office.receive()
    #expect(try office.inbox() == [])
  }

  @Test func `Who asked and never came is forgotten by the time that is believed`() throws {
    let office = try Office(Self.tips)
    office.receive(.contactRequest(key(1), text: "Hello"))
    office.clock.step(seconds: 30 * day)
    office.receive()
    office.wait(seconds: 600)
    #expect(try contacts(office) == 1)
    for _ in 0..<25 { office.wait(seconds: 3_600) }
    #expect(try contacts(office) == 0)
  }

  @Test func `What came while the clock had lost its time is as young as what came before`() throws
  {
    let office = try tipLine()
    let date = office.clock.now
    office.clock.step(seconds: -date.rawValue / 1_000)
    office.receive()
    #expect(office.reports.lines("clock").first?.contains("1970-01-01") == true)
    office.receive(.online(key(1)))
    office.say("three", at: 3)
    office.wait(seconds: 60)
    office.clock.step(seconds: date.rawValue / 1_000)
    for _ in 0..<40 { office.wait(seconds: 3_600) }
    #expect(try office.inbox() == ["one", "two", "three"])
    office.receive(.offline(key(1)))
    for _ in 0..<30 { office.wait(seconds: day) }
    #expect(try office.inbox() == [])
  }

  @Test func `What a clock ahead has dated is not kept until then`() throws {
    let office = try Office(Self.tips)
    office.clock.step(seconds: nineYears)
    try office.befriend(1)
    office.say("one")
    office.receive(.offline(key(1)))
    let again = try office.restarted(Self.tips)
    again.receive()
    // It might have lost its time; a day later it has not.
    for _ in 0..<24 { again.wait(seconds: 3_600) }
    let entry = try again.store.read { reader throws(StoreError) in try reader.inbox().first }
    #expect(entry?.at == again.clock.now)
    for _ in 0..<29 { again.wait(seconds: day) }
    #expect(try again.inbox() == ["one"])
    again.wait(seconds: 2 * day)
    #expect(try again.inbox() == [])
    for _ in 0..<62 { again.wait(seconds: day) }
    #expect(try contacts(again) == 0)
  }

  // MARK: What is due

  @Test(arguments: [false, true])
  func `A retry that a clock years ahead has put off comes soon after the correction`(
    isRestarted: Bool
  ) throws {
    var office = try Office(Self.forwarding)
    try office.befriend(1)
    office.clock.step(seconds: nineYears)
    office.web.answer(.refused(status: 503, retryAfter: nil))
    office.say("one", at: 1)
    #expect(office.web.bodies.count == 1)
    if isRestarted {
      office = try office.restarted(Self.forwarding)
    } else {
      office.web.answer(.delivered(status: 200))
      office.clock.step(seconds: -nineYears)
    }
    office.receive(.online(key(1)))
    office.say("two", at: 2)
    let due = try #require(office.worker.timeToNextDue())
    #expect(due <= 1_100)
    office.wait(seconds: 2)
    #expect(office.web.bodies.last?.contains("\"two\"") == true)
  }

  @Test func `An hour back holds up no retry, kept or not`() throws {
    for keep in ["forever", "nothing"] {
      let office = try Office("inbox { keep = \"\(keep)\" }\n" + Self.forwarding)
      try office.befriend(1)
      office.web.answer(.unreachable("down"))
      office.say("one")
      office.web.answer(.delivered(status: 200))
      let due = try #require(office.worker.timeToNextDue())
      office.clock.step(seconds: -3_600)
      let afterStep = try #require(office.worker.timeToNextDue())
      #expect(afterStep == due, "a wait does not know of the wall clock")
      office.wait(seconds: 2)
      office.wait(seconds: 2)
      #expect(office.web.bodies.count == 2, "\(keep)")
    }
  }

  @Test(arguments: [false, true])
  func `A timer that was set by a clock ahead fires within its delay`(isRestarted: Bool) throws {
    let rules = """
      contacts { accept = "everyone" }
      on("message", function(message) timer("remind", 600, "tea", message.contact) end)
      on("timer", function(timer) timer.contact:reply(timer.payload) end)
      """
    var office = try Office(rules)
    try office.befriend(1)
    office.clock.step(seconds: nineYears)
    office.say("remind me")
    if isRestarted {
      office = try office.restarted(rules)
    } else {
      office.clock.step(seconds: -nineYears)
    }
    office.receive(.online(key(1)))
    office.wait(seconds: 599)
    #expect(try office.outbox() == [])
    office.wait(seconds: 2)
    #expect(try office.outbox() == ["tea"])
  }

  @Test func `A quota that a clock ahead has used up is whole after the correction`() throws {
    let rules = """
      limits { contact_messages_per_hour = 3 }
      contacts { accept = "everyone" }
      on("message", function(message) message:keep() end)
      """
    let office = try Office(rules)
    try office.befriend(1)
    office.clock.step(seconds: nineYears)
    for number in 1...3 { office.say("\(number)", at: UInt32(number)) }
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    for number in 4...6 { again.say("\(number)", at: UInt32(number)) }
    #expect(try again.inbox() == ["1", "2", "3", "4", "5", "6"])
  }

  @Test func `Requests that a clock ahead has counted keep nobody out`() throws {
    let rules = "limits { requests_per_day = 2 }\ncontacts { accept = \"everyone\" }"
    let office = try Office(rules)
    office.clock.step(seconds: nineYears)
    for number in 1...3 as ClosedRange<UInt8> {
      office.receive(.contactRequest(key(number), text: "Hello"))
    }
    #expect(try contacts(office) == 2)
    office.clock.step(seconds: -nineYears)
    office.receive(.contactRequest(key(4), text: "Hello"))
    #expect(try contacts(office) == 3)
  }

  @Test(arguments: [.min, -4_000_000_000_000, 0, 253_402_300_800_000, .max] as [Int64])
  func `No date of the machine makes the bot fail`(milliseconds: Int64) throws {
    let office = try Office(Self.tips)
    office.clock.set(UnixMilliseconds(milliseconds))
    try office.befriend(1)
    office.say("one")
    office.receive()
    #expect(try office.inbox() == ["one"])
    let again = try office.restarted(Self.tips)
    again.receive(.online(key(1)))
    again.say("two")
    again.wait(seconds: 7_200)
    #expect(try again.inbox().contains("two"))
  }
}
