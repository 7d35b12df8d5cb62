import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

private let day: Int64 = 86_400
private let nineYears: Int64 = 9 * 365 * 86_400

/// A machine's clock that is wrong and then corrected.
@Suite struct `A machine's clock` {
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

  /// Two messages of a contact that is offline now.
  private func tipLine() throws -> WorkerBench {
    let bench = try WorkerBench(Self.tips)
    try bench.befriend(1)
    bench.say("one", at: 1)
    bench.say("two", at: 2)
    bench.receive(.offline(key(1)))
    return bench
  }

  private func ask(_ bench: WorkerBench, _ request: ApplicationRequest) {
    bench.receive(.control(request) { _ in })
  }

  private func contacts(_ bench: WorkerBench) throws -> Int {
    try bench.store.read { reader throws(StoreError) in try reader.storedContacts() }.count
  }

  // MARK: Forgetting

  @Test func `a start with a clock months ahead erases nothing, and tells the owner`() throws {
    let bench = try tipLine().restarted(Self.tips)
    bench.clock.step(seconds: 120 * day)
    bench.receive()
    for _ in 0..<23 { bench.wait(seconds: 3_600) }
    #expect(try bench.inbox() == ["one", "two"] && contacts(bench) == 1)
    let told = bench.reports.lines("clock")
    #expect(told.count == 1 && told[0].contains("\"state\":\"waits\""))
    #expect(told[0].contains("2 messages and 1 contact") && told[0].contains("120 days"))

    let again = try bench.restarted(Self.tips)
    again.clock.advance(seconds: day)
    for _ in 0..<30 { again.wait(seconds: 3_600) }
    #expect(try again.inbox() == ["one", "two"] && contacts(again) == 1)
    #expect(again.reports.lines("clock").first?.contains("\"state\":\"set_back\"") == true)
  }

  @Test func `a clock that jumps while the bot runs erases nothing either`() throws {
    let bench = try tipLine()
    bench.clock.step(seconds: 10 * 365 * day)
    bench.receive()
    bench.wait(seconds: 3_600)
    #expect(try bench.inbox() == ["one", "two"] && contacts(bench) == 1)
    #expect(bench.reports.lines("clock").count == 1)
    bench.clock.step(seconds: -10 * 365 * day)
    for _ in 0..<30 { bench.wait(seconds: 3_600) }
    #expect(try bench.inbox() == ["one", "two"] && contacts(bench) == 1)
  }

  @Test func `a home that was off for months is tidied once its time has held for a day`() throws {
    var bench = try tipLine().restarted(Self.tips)
    bench.clock.step(seconds: 120 * day)
    bench.receive()
    for round in 1...3 {
      bench.wait(seconds: 7 * 3_600)
      #expect(try bench.inbox() == ["one", "two"], "\(round)")
      let wall = bench.clock.now
      bench = try bench.restarted(Self.tips)
      bench.clock.step(seconds: (wall.rawValue - bench.clock.now.rawValue) / 1_000 + 60)
      bench.receive()
    }
    for _ in 0..<5 { bench.wait(seconds: 3_600) }
    #expect(try bench.inbox() == [])
    #expect(bench.reports.lines("clock").last?.contains("\"state\":\"believed\"") == true)
  }

  @Test(arguments: [false, true])
  func `the owner may confirm the time, also while the bot is stopped`(isStopped: Bool) throws {
    var bench = try tipLine().restarted(Self.tips)
    bench.clock.step(seconds: 60 * day)
    bench.receive()
    #expect(try bench.inbox() == ["one", "two"])
    if isStopped {
      let now = bench.clock.now
      try bench.store.write { transaction throws(StoreError) in
        try transaction.setTrustedTime(TrustedTime(trusted: now))
      }
      bench = try bench.restarted(Self.tips)
      bench.clock.step(seconds: 60 * day + 5)
    } else {
      ask(bench, .command(.clockConfirm))
    }
    bench.receive()
    #expect(try bench.inbox() == [])
  }

  @Test func `a stranger that never came online is forgotten by the trusted time`() throws {
    let bench = try WorkerBench(Self.tips)
    bench.receive(.contactRequest(key(1), text: "Hello"))
    bench.clock.step(seconds: 30 * day)
    bench.receive()
    bench.wait(seconds: 600)
    #expect(try contacts(bench) == 1)
    for _ in 0..<25 { bench.wait(seconds: 3_600) }
    #expect(try contacts(bench) == 0)
  }

  @Test func `what came while the clock had lost its time is as young as what came before`() throws
  {
    let bench = try tipLine()
    let date = bench.clock.now
    bench.clock.step(seconds: -date.rawValue / 1_000)
    bench.receive()
    #expect(bench.reports.lines("clock").first?.contains("1970-01-01") == true)
    bench.receive(.online(key(1)))
    bench.say("three", at: 3)
    bench.wait(seconds: 60)
    bench.clock.step(seconds: date.rawValue / 1_000)
    for _ in 0..<40 { bench.wait(seconds: 3_600) }
    #expect(try bench.inbox() == ["one", "two", "three"])
    bench.receive(.offline(key(1)))
    for _ in 0..<30 { bench.wait(seconds: day) }
    #expect(try bench.inbox() == [])
  }

  @Test func `what a clock ahead has dated is not kept until then`() throws {
    let bench = try WorkerBench(Self.tips)
    bench.clock.step(seconds: nineYears)
    try bench.befriend(1)
    bench.say("one")
    bench.receive(.offline(key(1)))
    let again = try bench.restarted(Self.tips)
    again.receive()
    // The clock might have lost its time; a day later it is trusted.
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
  func `a retry that a clock years ahead has put off comes soon after the correction`(
    isRestarted: Bool
  ) throws {
    var bench = try WorkerBench(Self.forwarding)
    try bench.befriend(1)
    bench.clock.step(seconds: nineYears)
    bench.web.answer(.refused(status: 503, retryAfter: nil))
    bench.say("one", at: 1)
    #expect(bench.web.bodies.count == 1)
    if isRestarted {
      bench = try bench.restarted(Self.forwarding)
    } else {
      bench.web.answer(.delivered(status: 200))
      bench.clock.step(seconds: -nineYears)
    }
    bench.receive(.online(key(1)))
    bench.say("two", at: 2)
    let due = try #require(bench.worker.engine.timeToNextDue())
    #expect(due <= 1_100)
    bench.wait(seconds: 2)
    #expect(bench.web.bodies.last?.contains("\"two\"") == true)
  }

  @Test func `an hour back holds up no retry, kept or not`() throws {
    for keep in ["forever", "nothing"] {
      let bench = try WorkerBench("inbox { keep = \"\(keep)\" }\n" + Self.forwarding)
      try bench.befriend(1)
      bench.web.answer(.unreachable("down"))
      bench.say("one")
      bench.web.answer(.delivered(status: 200))
      let due = try #require(bench.worker.engine.timeToNextDue())
      bench.clock.step(seconds: -3_600)
      let afterStep = try #require(bench.worker.engine.timeToNextDue())
      #expect(afterStep == due, "a wait does not know of the wall clock")
      bench.wait(seconds: 2)
      bench.wait(seconds: 2)
      #expect(bench.web.bodies.count == 2, "\(keep)")
    }
  }

  @Test(arguments: [false, true])
  func `a timer that was set by a clock ahead fires within its delay`(isRestarted: Bool) throws {
    let rules = """
      contacts { accept = "everyone" }
      on("message", function(message) timer("remind", 600, "tea", message.contact) end)
      on("timer", function(timer) timer.contact:reply(timer.payload) end)
      """
    var bench = try WorkerBench(rules)
    try bench.befriend(1)
    bench.clock.step(seconds: nineYears)
    bench.say("remind me")
    if isRestarted {
      bench = try bench.restarted(rules)
    } else {
      bench.clock.step(seconds: -nineYears)
    }
    bench.receive(.online(key(1)))
    bench.wait(seconds: 599)
    #expect(try bench.outbox() == [])
    bench.wait(seconds: 2)
    #expect(try bench.outbox() == ["tea"])
  }

  @Test func `a quota that a clock ahead has used up is whole after the correction`() throws {
    let rules = """
      limits { contact_messages_per_hour = 3 }
      contacts { accept = "everyone" }
      on("message", function(message) message:keep() end)
      """
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    bench.clock.step(seconds: nineYears)
    for number in 1...3 { bench.say("\(number)", at: UInt32(number)) }
    let again = try bench.restarted(rules)
    again.receive(.online(key(1)))
    for number in 4...6 { again.say("\(number)", at: UInt32(number)) }
    #expect(try again.inbox() == ["1", "2", "3", "4", "5", "6"])
  }

  @Test(arguments: [false, true])
  func `an hour back leaves a quota as used as it was`(isRestarted: Bool) throws {
    let rules = """
      limits { contact_messages_per_hour = 4, messages_per_hour = 12, requests_per_day = 24 }
      contacts { accept = "everyone" }
      on("message", function(message) message:keep() end)
      """
    var bench = try WorkerBench(rules)
    try bench.befriend(1)
    bench.clock.step(seconds: 3_600)
    for number in 1...2 { bench.say("\(number)", at: UInt32(number)) }
    if isRestarted {
      bench = try bench.restarted(rules)
      bench.receive(.online(key(1)))
    } else {
      bench.clock.step(seconds: -3_600)
    }
    for number in 3...5 { bench.say("\(number)", at: UInt32(number)) }
    #expect(try bench.inbox() == ["1", "2", "3", "4"])
    bench.wait(seconds: 1_000)
    #expect(try bench.inbox() == ["1", "2", "3", "4", "5"])
  }

  @Test func `requests counted while the clock was ahead block no later ones`() throws {
    let rules = "limits { requests_per_day = 2 }\ncontacts { accept = \"everyone\" }"
    let bench = try WorkerBench(rules)
    bench.clock.step(seconds: nineYears)
    for number in 1...3 as ClosedRange<UInt8> {
      bench.receive(.contactRequest(key(number), text: "Hello"))
    }
    #expect(try contacts(bench) == 2)
    bench.clock.step(seconds: -nineYears)
    bench.receive(.contactRequest(key(4), text: "Hello"))
    #expect(try contacts(bench) == 3)
  }

  @Test(arguments: [.min, -4_000_000_000_000, 0, 253_402_300_800_000, .max] as [Int64])
  func `no date of the machine makes the bot fail`(milliseconds: Int64) throws {
    let bench = try WorkerBench(Self.tips)
    bench.clock.set(UnixMilliseconds(milliseconds))
    try bench.befriend(1)
    bench.say("one")
    bench.receive()
    #expect(try bench.inbox() == ["one"])
    let again = try bench.restarted(Self.tips)
    again.receive(.online(key(1)))
    again.say("two")
    again.wait(seconds: 7_200)
    #expect(try again.inbox().contains("two"))
  }
}
