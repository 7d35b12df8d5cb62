import Foundation
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

private let hour: Int64 = 3_600
private let day: Int64 = 24 * 3_600
private let year: Int64 = 365 * 24 * 3_600

/// Reminders of conversations that stay as they are for too long, in homes of both forms.
@Suite struct `Deadlines of conversations` {
  private static let rules = """
    contacts { accept = "everyone" }
    inbox { SEAL deadlines = { new = "7d", open = "90d", tell = "desk" } }
    on("message", function(message) message:keep() end)
    on("deadline", function(conversation)
      local name = conversation.contact.codename .. " " .. conversation:status()
      store.set("told", (store.get("told") or 0) + 1)
      conversation:star(true)
      log(name)
    end)
    """

  private func bench(_ form: StoredForm) throws -> WorkerBench {
    let bench = try form.bench(Self.rules, in: WorkerBench.Directory())
    for number in [1, 9] as [UInt8] { try bench.befriend(number) }
    let label = try #require(ContactLabel("desk"))
    try bench.store.write { tx throws(StoreError) in
      try tx.setLabel(label, of: key(9), isSet: true)
    }
    return bench
  }

  private func restart(_ bench: WorkerBench, _ form: StoredForm) throws -> WorkerBench {
    let again = try bench.restarted(Self.rules.replacing("SEAL", with: form.seal))
    again.clock.set(bench.clock.now)
    again.receive()
    return again
  }

  private func told(_ bench: WorkerBench) throws -> String? {
    try bench.store.read { reader throws(StoreError) in
      try reader.storedValue(forKey: StoreKey.bot("told"))
    }
  }

  private func change(_ bench: WorkerBench, _ status: ConversationStatus) {
    let command = ConversationChangeCommand.conversationChange(
      .named([ContactReference(hex(1))]), TriageChange(status: status))
    bench.receive(.control(.command(command)) { _ in })
  }

  @Test(arguments: StoredForm.allCases)
  func `are told to the rule, to the staff and to the feed`(_ form: StoredForm) throws {
    let bench = try bench(form)
    bench.say("secret-tip")
    _ = bench.network.takeSends()
    bench.wait(seconds: 7 * day - 1)
    #expect(try told(bench) == nil)
    #expect(bench.worker.engine.timeToNextDue() == 1_000)
    bench.wait(seconds: 1)
    #expect(try told(bench) == "1")
    let events = bench.reports.lines("deadline")
    #expect(events.count == 1 && events[0].contains(#""status":"new""#))
    let sent = bench.network.takeSends().map(\.text)
    #expect(sent.count == 1 && sent[0].hasSuffix("is new for 7d."))
    #expect((events + sent).allSatisfy { !$0.contains("secret-") })
    let starred = try bench.store.read { reader throws(StoreError) in
      try reader.storedTriage(of: key(1))?.isStarred
    }
    #expect(starred == true)
    #expect(isOverdue(bench) == true)
    change(bench, .open)
    #expect(isOverdue(bench) == nil)
  }

  private func isOverdue(_ bench: WorkerBench) -> Bool? {
    guard case .conversations(let all) = bench.ask(.query(.conversationList(limit: 9))) else {
      return false
    }
    return all.first?.isOverdue
  }

  @Test(arguments: StoredForm.allCases)
  func `are told once over ten restarts and a clock that goes forth and back`(
    _ form: StoredForm
  ) throws {
    var bench = try bench(form)
    bench.say("secret-tip")
    // Hours from the start, and how far the clock is set then.
    let steps: [Int64: Int64] = [
      9: hour, 10: -hour, 30: -hour, 31: hour, 50: year, 52: -year, 70: -year, 72: year,
      200: year, 202: -year, 210: -year, 212: year,
    ]
    var (restarts, firstAt) = (0, Int64(0))
    for passed in 0..<12 * 24 as Range<Int64> {
      if let step = steps[passed] { bench.clock.step(seconds: step) }
      if passed % 28 == 11 {
        bench = try restart(bench, form)
        restarts += 1
      }
      bench.wait(seconds: hour)
      if firstAt == 0, try told(bench) != nil { firstAt = passed }
    }
    #expect(restarts >= 10)
    #expect(try told(bench) == "1")
    // Not before a week, and a day later at most, as long as a clock that was set is doubted.
    #expect((7 * 24 - 1...8 * 24).contains(firstAt), "\(firstAt)")
  }

  @Test(arguments: [hour, -hour, year, -year], StoredForm.allCases)
  func `are told once where the clock was set while the bot was stopped`(
    _ step: Int64, _ form: StoredForm
  ) throws {
    let bench = try bench(form)
    bench.say("secret-tip")
    bench.wait(seconds: day)
    bench.clock.step(seconds: step)
    var again = try restart(bench, form)
    for _ in 0..<10 {
      for _ in 0..<24 { again.wait(seconds: hour) }
      again = try restart(again, form)
    }
    #expect(try told(again) == "1")
  }

  @Test(arguments: StoredForm.allCases)
  func `begin anew with each status, and end with an answer`(_ form: StoredForm) throws {
    let bench = try bench(form)
    bench.say("secret-tip", at: 1)
    bench.wait(seconds: 6 * day)
    change(bench, .open)
    bench.wait(seconds: 89 * day)
    #expect(try told(bench) == nil)
    bench.wait(seconds: day)
    #expect(try told(bench) == "1")
    bench.wait(seconds: 365 * day)
    #expect(try told(bench) == "1")
    bench.receive(
      .control(.command(.send(ContactReference(hex(1)), text: "thanks", keep: true))) { _ in })
    bench.wait(seconds: 365 * day)
    #expect(try told(bench) == "1")
    bench.say("secret-more", at: 2)
    bench.wait(seconds: 91 * day)
    #expect(try told(bench) == "2")
  }

  @Test func `are told again where the transaction fails, and once in all`() throws {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try StoredForm.clear.bench(Self.rules, in: directory)
    try bench.befriend(1)
    bench.say("a tip")
    bench.clock.advance(seconds: 8 * day)
    disk.set(.writing)
    for _ in 0..<2 { #expect(!bench.worker.engine.handle([])) }
    disk.set(nil)
    #expect(try told(bench) == nil)
    #expect(bench.receive())
    bench.receive()
    #expect(try told(bench) == "1")
  }

  @Test func `follow a change of the file, and are none without it`() throws {
    let bench = try bench(.clear)
    bench.say("a tip")
    bench.wait(seconds: 2 * day)
    let rules = Self.rules.replacing("SEAL", with: StoredForm.clear.seal)
    try rules.replacing("7d", with: "1d")
      .write(toFile: bench.path + "/bot.lua", atomically: true, encoding: .utf8)
    bench.receive(.reload)
    bench.receive()
    #expect(try told(bench) == "1")
    let none = try WorkerBench(#"on("message", function(message) message:keep() end)"#)
    try none.befriend(1)
    none.say("a tip")
    #expect(none.worker.engine.deadlineDue == nil)
  }

  @Test(arguments: [
    ("{}", "needs new or open"), (#"{ new = "1s" }"#, "must be a time from"),
    (#"{ new = "7d", tell = "a b" }"#, "must be a label"), (#""7d""#, "takes a table"),
    (#"{ closed = "7d" }"#, "no option 'closed'"),
  ])
  func `that can't be are refused with their mistake`(_ text: String, _ mistake: String) {
    #expect {
      try WorkerBench("inbox { deadlines = \(text) }")
    } throws: { error in
      "\(error)".contains(mistake)
    }
  }
}
