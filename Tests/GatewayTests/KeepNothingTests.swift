import Foundation
import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayStore

/// A bot with `inbox { keep = "nothing" }`: what people write, and what it answers, is on no disk.
@Suite struct KeepNothingTests {
  private let rules = """
    contacts { accept = "everyone" }
    inbox { keep = "nothing" }
    webhook "desk" { url = secret "DESK" }
    on("message", function(message)
      message:reply("answer to " .. message.text)
      message:forward("desk")
    end)
    """

  private func office(_ rules: String? = nil) throws -> Office {
    let office = try Office(rules ?? self.rules)
    try office.befriend(1)
    return office
  }

  @Test func `No text, answer or delivery is in any file of the home`() throws {
    let office = try office()
    office.web.answer(.unreachable("down"))
    for number in 0..<200 { office.say("secret-\(number)", at: UInt32(number)) }
    #expect(office.network.takeWords().contains("send 1 answer to secret-199"))
    #expect(try !office.filesHold("secret-"))
    office.receive(.offline(key(1)))
    office.say("secret-x")
    let again = try office.restarted(rules)
    #expect(try !again.filesHold("secret-"))
    #expect(try again.inbox() == [])
  }

  @Test func `A message costs no commit`() throws {
    let office = try office()
    office.say("first")
    let size = try office.journalSize()
    for number in 1..<100 { office.say("hello", at: UInt32(number)) }
    #expect(try office.journalSize() == size)
    #expect(office.network.takeWords().filter { $0.hasPrefix("consume") }.count == 100)
  }

  @Test func `What a rule itself stores is stored`() throws {
    let office = try office(
      """
      inbox { keep = "nothing" }
      on("message", function(message) store.set("last", message.text) end)
      """)
    office.say("kept by the rule")
    #expect(try office.filesHold("kept by the rule"))
  }

  @Test func `An answer waits in memory for its receipt, also into the next session`() throws {
    let office = try office()
    office.say("one")
    office.say("two", at: 2)
    let sent = office.network.takeSends()
    #expect(sent.map(\.text) == ["answer to one", "answer to two"])
    office.receive(.sent(key(1), sent[0].id, .success(position(10))))
    office.receive(.receipt(key(1), through: position(10)))
    office.receive(.offline(key(1)))
    office.receive(.online(key(1)))
    #expect(office.network.takeSends().map(\.text) == ["answer to two"])
    #expect(office.worker.memory.unkeptAnswers == 1)
  }

  @Test func `Answers for one who is away are held up to a limit; what is dropped is reported`()
    throws
  {
    let office = try office()
    office.receive(.offline(key(1)))
    for number in 0..<(UnkeptAnswers.countMax + 5) {
      office.receive(
        .control(.command(.send(ContactReference(hex(1)), text: "\(number)", keep: true))) { _ in })
    }
    #expect(office.worker.memory.unkeptAnswers == UnkeptAnswers.countMax)
    office.wait(seconds: 11)
    let reported = office.reports.lines("log").joined()
    #expect(reported.contains("1 answers and 0 deliveries were dropped"))
    #expect(reported.contains("4 answers and 0 deliveries were dropped"))
    _ = office.network.takeWords()
    office.receive(.online(key(1)))
    let texts = office.network.takeSends().map(\.text)
    #expect(texts == (0..<LiveContact.inFlightMax).map { "\($0)" })
  }

  @Test func `A delivery is tried again from memory, those of a contact in order`() throws {
    let office = try office()
    office.web.answer(.refused(status: 503, retryAfter: nil))
    office.say("one")
    office.say("two", at: 2)
    #expect(office.web.bodies.count == 1)
    office.web.answer(.delivered(status: 200))
    let due = try #require(office.worker.timeToNextDue())
    #expect(due > 0 && due <= 1_100)
    office.wait(seconds: 2)
    let bodies = office.web.bodies
    #expect(bodies.count == 3 && bodies[0] == bodies[1])
    #expect(bodies[2].contains("\"two\""))
    #expect(office.worker.memory.unkeptDeliveries.isEmpty)
    #expect(office.reports.lines("delivery").count == 3)
  }

  @Test func `Deliveries beyond the limit are dropped and counted`() {
    var deliveries = UnkeptDeliveries()
    let one = NewDelivery(webhookID: "msg_1", webhook: "desk", contact: nil, body: "{}")
    for _ in 0..<UnkeptDeliveries.countMax {
      let isHeld = deliveries.add(one, now: UnixMilliseconds(0))
      #expect(isHeld)
    }
    let isHeld = deliveries.add(one, now: UnixMilliseconds(0))
    #expect(!isHeld && deliveries.count == UnkeptDeliveries.countMax)
  }

  @Test func `Keeping a message is an error with its line, and its text is not stored`() throws {
    let office = try office(
      """
      inbox { keep = "nothing" }
      on("message", function(message)
        message:keep()
      end)
      """)
    office.say("whisper", at: 7)
    let report = try #require(office.reports.lines("rule_error").first)
    #expect(report.contains("\"line\":3") && report.contains("keeps nothing"))
    #expect(!report.contains("\"message\""))
    #expect(office.network.takeWords() == ["consume 1 7"])
    #expect(try !office.filesHold("whisper"))
  }

  @Test func `A bot that no longer keeps erases what it kept, and still delivers what it owes`()
    throws
  {
    let office = try office(
      """
      webhook "desk" { url = secret "DESK" }
      on("message", function(message)
        message:keep() message:reply("old answer") message:forward("desk")
      end)
      """)
    office.web.answer(.refused(status: 503, retryAfter: nil))
    office.receive(.offline(key(1)))
    office.say("old-secret")
    #expect(try office.filesHold("old-secret"))
    try rules.write(toFile: office.path + "/bot.lua", atomically: true, encoding: .utf8)
    office.receive(.reload)
    #expect(try office.inbox() == [])
    office.web.answer(.delivered(status: 200))
    office.receive(.online(key(1)))
    office.wait(seconds: 2)
    #expect(office.web.bodies.count == 2)
    office.say("new", at: 2)
    let sent = office.network.takeSends()
    #expect(sent.map(\.text) == ["old answer", "answer to new"])
    for (number, answer) in sent.enumerated() {
      office.receive(.sent(key(1), answer.id, .success(position(UInt32(number)))))
    }
    office.receive(.receipt(key(1), through: position(1)))
    #expect(try office.outbox() == [])
    #expect(try !office.filesHold("old-secret"))
    #expect(try !office.filesHold("old answer"))
  }

  @Test func `A bot that keeps again sends first what it held in memory`() throws {
    let office = try office()
    office.receive(.offline(key(1)))
    office.say("one")
    try echo.write(toFile: office.path + "/bot.lua", atomically: true, encoding: .utf8)
    office.receive(.reload)
    office.say("two", at: 2)
    _ = office.network.takeWords()
    office.receive(.online(key(1)))
    #expect(office.network.takeSends().map(\.text) == ["answer to one", "re two"])
    #expect(try office.inbox() == ["two"])
  }

  @Test func `Numbers are not given again after a restart`() throws {
    let office = try office()
    office.say("one")
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    again.say("two")
    let first = try #require(office.reports.lines("message").first?.number("id"))
    let second = try #require(again.reports.lines("message").first?.number("id"))
    #expect(second > first)
  }

  @Test func `Without the bot nothing is put into its home`() throws {
    let office = try office()
    office.say("one")
    try office.store.close()
    let reply = try BotHome.carryOut(
      .command(.send(ContactReference(hex(1)), text: "whisper", keep: true)), path: office.path)
    guard case .failed(let sentence) = reply else {
      Issue.record("it was taken")
      return
    }
    #expect(sentence.contains("keeps nothing"))
    #expect(try !office.filesHold("whisper"))
  }

  @Test func `At the end it is told what was only in memory`() throws {
    let office = try office()
    office.web.answer(.unreachable("down"))
    office.say("one")
    office.receive(.offline(key(1)))
    office.worker.mailbox.post(.stop)
    office.worker.run()
    #expect(
      office.reports.lines("log").joined().contains("1 answers and 1 deliveries that were only"))
  }
}

extension Office {
  /// Whether a file of the home other than the rules holds this.
  func filesHold(_ text: String) throws -> Bool {
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where name != "bot.lua" {
      let data = try Data(contentsOf: URL(filePath: path + "/" + name))
      if data.range(of: Data(text.utf8)) != nil { return true }
    }
    return false
  }

  func journalSize() throws -> Int {
    try Data(contentsOf: URL(filePath: path + "/state.sqlite-wal")).count
  }
}

extension String {
  /// The number under a name in a line of JSON.
  fileprivate func number(_ name: String) -> Int? {
    guard let start = firstRange(of: "\"\(name)\":")?.upperBound else { return nil }
    return Int(self[start...].prefix { $0.isNumber })
  }
}
