import Foundation
import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// A bot with `inbox { keep = "nothing" }`: neither messages nor answers are on a disk.
@Suite struct `A bot that keeps nothing` {
  private let rules = """
    contacts { accept = "everyone" }
    inbox { keep = "nothing" }
    webhook "desk" { url = secret "DESK" }
    on("message", function(message)
      message:reply("answer to " .. message.text)
      message:forward("desk")
    end)
    """

  private func bench(_ rules: String? = nil) throws -> WorkerBench {
    let bench = try WorkerBench(rules ?? self.rules)
    try bench.befriend(1)
    return bench
  }

  @Test func `no text, answer or delivery is in any file of the home`() throws {
    let bench = try bench()
    bench.web.answer(.unreachable("down"))
    for number in 0..<200 { bench.say("secret-\(number)", at: UInt32(number)) }
    #expect(bench.network.takeWords().contains("send 1 answer to secret-199"))
    #expect(try !bench.filesHold("secret-"))
    bench.receive(.offline(key(1)))
    bench.say("secret-x")
    let again = try bench.restarted(rules)
    #expect(try !again.filesHold("secret-"))
    #expect(try again.inbox() == [])
  }

  @Test func `a message costs no commit`() throws {
    let bench = try bench()
    bench.say("first")
    let size = try bench.journalSize()
    for number in 1..<100 { bench.say("hello", at: UInt32(number)) }
    #expect(try bench.journalSize() == size)
    #expect(bench.network.takeWords().filter { $0.hasPrefix("consume") }.count == 100)
  }

  @Test func `what a rule itself stores is stored`() throws {
    let bench = try bench(
      """
      inbox { keep = "nothing" }
      on("message", function(message) store.set("last", message.text) end)
      """)
    bench.say("kept by the rule")
    #expect(try bench.filesHold("kept by the rule"))
  }

  @Test func `an answer waits in memory for its receipt, also into the next session`() throws {
    let bench = try bench()
    bench.say("one")
    bench.say("two", at: 2)
    let sent = bench.network.takeSends()
    #expect(sent.map(\.text) == ["answer to one", "answer to two"])
    bench.receive(.sent(key(1), sent[0].id, .success(position(10))))
    bench.receive(.receipt(key(1), through: position(10)))
    bench.receive(.offline(key(1)))
    bench.receive(.online(key(1)))
    #expect(bench.network.takeSends().map(\.text) == ["answer to two"])
    #expect(try bench.heldCounts().answers == 1)
  }

  @Test func `answers to an absent contact are held up to a limit; what is dropped is reported`()
    throws
  {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    for number in 0..<(HeldAnswers.countMax + 5) {
      bench.receive(
        .control(.command(.send(ContactReference(hex(1)), text: "\(number)", keep: true))) { _ in })
    }
    #expect(try bench.heldCounts().answers == HeldAnswers.countMax)
    bench.wait(seconds: 11)
    let reported = bench.reports.lines("log").joined()
    #expect(reported.contains("1 answers and 0 deliveries were dropped"))
    #expect(reported.contains("4 answers and 0 deliveries were dropped"))
    _ = bench.network.takeWords()
    bench.receive(.online(key(1)))
    let texts = bench.network.takeSends().map(\.text)
    #expect(texts == (0..<LiveContact.inFlightMax).map { "\($0)" })
  }

  @Test func `what waits in memory is listed, and given up when its owner says so`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 503))
    bench.say("one")
    bench.say("two", at: 2)
    nonisolated(unsafe) var replies: [Reply] = []
    bench.receive(.control(.query(.hookList)) { replies.append($0) })
    guard case .hooks(let hooks)? = replies.last else {
      Issue.record("\(replies)")
      return
    }
    #expect(hooks.map(\.waiting) == [2])
    bench.wait(seconds: 1)
    bench.receive(
      .control(.command(.hookExpire(hooks[0].name, before: bench.clock.now))) {
        replies.append($0)
      })
    guard case .changed(2)? = replies.last else {
      Issue.record("\(replies)")
      return
    }
    #expect(try bench.heldCounts().deliveries == 0)
    let sent = bench.web.bodies.count
    bench.wait(seconds: 3_600)
    #expect(bench.web.bodies.count == sent)
  }

  @Test func `a delivery is tried again from memory, those of a contact in order`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 503, retryAfter: nil))
    bench.say("one")
    bench.say("two", at: 2)
    #expect(bench.web.bodies.count == 1)
    bench.web.answer(.delivered(status: 200))
    let due = try #require(bench.worker.engine.timeToNextDue())
    #expect(due > 0 && due <= 1_100)
    bench.wait(seconds: 2)
    let bodies = bench.web.bodies
    #expect(bodies.count == 3 && bodies[0] == bodies[1])
    #expect(bodies[2].contains("\"two\""))
    #expect(try bench.heldCounts().deliveries == 0)
    #expect(bench.reports.lines("delivery").count == 3)
  }

  @Test func `deliveries beyond the limit are dropped and counted`() {
    var deliveries = HeldDeliveries()
    let one = NewDelivery(webhookID: "msg_1", webhook: "desk", contact: nil, body: "{}")
    for _ in 0..<HeldDeliveries.countMax {
      let isHeld = deliveries.add(one, now: UnixMilliseconds(0))
      #expect(isHeld)
    }
    let isHeld = deliveries.add(one, now: UnixMilliseconds(0))
    #expect(!isHeld && deliveries.count == HeldDeliveries.countMax)
  }

  @Test func `keeping a message is an error with its line, and its text is not stored`() throws {
    let bench = try bench(
      """
      inbox { keep = "nothing" }
      on("message", function(message)
        message:keep()
      end)
      """)
    bench.say("whisper", at: 7)
    let report = try #require(bench.reports.lines("rule_error").first)
    #expect(report.contains("\"line\":3") && report.contains("keeps nothing"))
    #expect(!report.contains("\"message\""))
    #expect(bench.network.takeWords() == ["consume 1 7"])
    #expect(try !bench.filesHold("whisper"))
  }

  @Test func `a bot that no longer keeps erases what it kept, and still delivers what it owes`()
    throws
  {
    let bench = try bench(
      """
      webhook "desk" { url = secret "DESK" }
      on("message", function(message)
        message:keep() message:reply("old answer") message:forward("desk")
      end)
      """)
    bench.web.answer(.refused(status: 503, retryAfter: nil))
    bench.receive(.offline(key(1)))
    bench.say("old-secret")
    #expect(try bench.filesHold("old-secret"))
    try rules.write(toFile: bench.path + "/bot.lua", atomically: true, encoding: .utf8)
    bench.receive(.reload)
    #expect(try bench.inbox() == [])
    bench.web.answer(.delivered(status: 200))
    bench.receive(.online(key(1)))
    bench.wait(seconds: 2)
    #expect(bench.web.bodies.count == 2)
    bench.say("new", at: 2)
    let sent = bench.network.takeSends()
    #expect(sent.map(\.text) == ["old answer", "answer to new"])
    for (number, answer) in sent.enumerated() {
      bench.receive(.sent(key(1), answer.id, .success(position(UInt32(number)))))
    }
    bench.receive(.receipt(key(1), through: position(1)))
    #expect(try bench.outbox() == [])
    #expect(try !bench.filesHold("old-secret"))
    #expect(try !bench.filesHold("old answer"))
  }

  @Test func `a bot that keeps again sends first what it held in memory`() throws {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    bench.say("one")
    try echo.write(toFile: bench.path + "/bot.lua", atomically: true, encoding: .utf8)
    bench.receive(.reload)
    bench.say("two", at: 2)
    _ = bench.network.takeWords()
    bench.receive(.online(key(1)))
    #expect(bench.network.takeSends().map(\.text) == ["answer to one", "re two"])
    #expect(try bench.inbox() == ["two"])
  }

  @Test func `numbers are not reused after a restart`() throws {
    let bench = try bench()
    bench.say("one")
    let again = try bench.restarted(rules)
    again.receive(.online(key(1)))
    again.say("two")
    let first = try #require(bench.reports.lines("message").first?.number("id"))
    let second = try #require(again.reports.lines("message").first?.number("id"))
    #expect(second > first)
  }

  @Test func `commands put nothing into the home of a stopped bot`() throws {
    let bench = try bench()
    bench.say("one")
    try bench.store.close()
    let reply = try BotHome.carryOut(
      .command(.send(ContactReference(hex(1)), text: "whisper", keep: true)), path: bench.path)
    guard case .failed(let sentence, _, _) = reply else {
      Issue.record("it was taken")
      return
    }
    #expect(sentence.contains("keeps nothing"))
    #expect(try !bench.filesHold("whisper"))
  }

  @Test func `at the end it reports what was only in memory`() throws {
    let bench = try bench()
    bench.web.answer(.unreachable("down"))
    bench.say("one")
    bench.receive(.offline(key(1)))
    bench.worker.inputs.post(.stop)
    bench.worker.run()
    #expect(
      bench.reports.lines("log").joined().contains("1 answers and 1 deliveries that were only"))
  }
}

extension WorkerBench {
  /// Whether a file of the home, other than the rules, holds this text.
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
