import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Questions that a contact answers with a code, in a worker that is killed.
@Suite struct `A confirmation` {
  private static let rules = """
    contacts { accept = "everyone" }
    on("confirm", "go", function(c) log("go " .. c.answer .. " " .. c.data) end)
    on("confirm", "stay", function(c) log("stay " .. c.answer .. " " .. c.data) end)
    on("message", function(message)
      message:keep()
      if message.text ~= "ask" then return log("message " .. message.text) end
      message.contact:confirm {
        text = "Go?", timeout = "5m", on_yes = "go", on_no = "stay", data = "db1" }
    end)
    """

  private func asked() throws -> (WorkerBench, code: String) {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    try bench.befriend(2)
    bench.say("ask", at: 1)
    return (bench, try code(bench))
  }

  private func code(_ bench: WorkerBench) throws -> String {
    let text = try #require(try bench.outbox().last)
    return try #require(text.split(separator: "yes ").last.map { String($0.prefix(4)) })
  }

  private func logs(_ bench: WorkerBench) -> [String] {
    bench.reports.lines("log").compactMap { line in
      line.split(separator: "\"text\":\"").last.map { String($0.prefix { $0 != "\"" }) }
    }
  }

  private func wrong(_ code: String) -> String { code == "0000" ? "0001" : "0000" }

  @Test func `has one outcome, and its answer is no message to the rules`() throws {
    let (bench, code) = try asked()
    bench.say("yes \(wrong(code))", at: 2)
    bench.say("yes \(code)", by: 2, at: 1)
    #expect(logs(bench) == ["message yes \(code)"])
    bench.say("yes \(code)", at: 3)
    #expect(logs(bench) == ["message yes \(code)", "go yes db1"])
    bench.say("no \(code)", at: 4)
    bench.wait(seconds: 600)
    #expect(logs(bench) == ["message yes \(code)", "go yes db1", "message no \(code)"])
    // Each of them was stored and is acknowledged.
    #expect(bench.reports.lines("message").count == 5)
    #expect(try bench.inbox() == ["ask", "yes \(code)", "no \(code)"])
  }

  @Test func `is asked once for each key of a request`() throws {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    let asking = ConfirmCommand.confirm(ContactReference(hex(1)), text: "Restart?")
    let request = RepeatableRequest(token: 1, key: [1], request: [2])
    func ask(_ command: any Command) -> Reply? {
      let answer = Mutex<Reply?>(nil)
      bench.receive(.control(.command(command)) { reply in answer.withLock { $0 = reply } })
      return answer.withLock(\.self)
    }
    let first = ask(asking.once(request))
    guard case .confirmation(let asked) = first else {
      Issue.record("nothing was asked: \(String(describing: first))")
      return
    }
    #expect(ask(asking.once(request)) == first)
    #expect(try bench.outbox().count == 1)
    bench.say("yes \(try code(bench))", at: 1)
    guard case .confirmation(let answered) = ask(asking.once(request)) else {
      Issue.record("the question was lost")
      return
    }
    #expect(answered.id == asked.id && answered.state == .yes)
  }

  @Test func `survives a restart, with an answer or without one`() throws {
    let (bench, code) = try asked()
    let again = try bench.restarted(Self.rules)
    again.clock.set(bench.clock.now)
    again.receive(.online(key(1)))
    again.receive(message("no \(code)", at: 9, session: 2))
    #expect(logs(again) == ["stay no db1"])

    again.receive(message("ask", at: 10, session: 2))
    let late = try again.restarted(Self.rules)
    late.clock.set(again.clock.now)
    late.receive()
    #expect(logs(late) == [])
    late.wait(seconds: 299)
    #expect(logs(late) == [])
    late.wait(seconds: 1)
    late.wait(seconds: 600)
    #expect(logs(late) == ["stay timeout db1"])
  }

  @Test func `ends within its time after the clock was set back, and with the contact`() throws {
    let (bench, _) = try asked()
    bench.clock.step(seconds: -86_400)
    bench.receive()
    bench.wait(seconds: 300)
    #expect(logs(bench) == ["stay timeout db1"])
    bench.say("ask", at: 2)
    try bench.store.write { tx throws(StoreError) in
      try tx.forget(contact: key(1), now: bench.clock.now)
    }
    bench.wait(seconds: 600)
    #expect(logs(bench) == ["stay timeout db1"])
  }

  private func ask(_ bench: WorkerBench, _ request: ApplicationRequest) throws
    -> ConfirmationSummary
  {
    let answer = Mutex<Reply?>(nil)
    bench.receive(.control(request) { reply in answer.withLock { $0 = reply } })
    guard case .confirmation(let summary)? = answer.withLock(\.self) else { throw Mistake() }
    return summary
  }

  private struct Mistake: Error {}

  @Test func `of the owner has one outcome too, which is looked up, also after a restart`() throws {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    let question = ConfirmCommand.confirm(ContactReference(hex(1)), text: "Go?", timeout: 300)
    #expect(try ask(bench, .command(question)).state == .open)
    bench.say("yes \(try code(bench))", at: 1)
    #expect(try ask(bench, .query(.confirmation(1))).state == .yes)
    bench.say("no \(try code(bench))", at: 2)
    #expect(try ask(bench, .command(question)).id == 2)
    bench.say("no \(try code(bench))", at: 3)
    #expect(try ask(bench, .command(question)).id == 3)
    let again = try bench.restarted(Self.rules)
    again.clock.set(bench.clock.now)
    again.receive(.online(key(1)))
    #expect(try ask(again, .query(.confirmation(3))).state == .open)
    again.wait(seconds: 300)
    let numbers: [Int64] = [1, 2, 3]
    let outcomes = try numbers.map { try ask(again, .query(.confirmation($0))).state }
    #expect(outcomes == [.yes, .no, .timeout])
    // The rules get none of it but a message that was no answer.
    #expect(logs(bench).count == 1 && logs(bench)[0].hasPrefix("message no"))
    #expect(logs(again) == [])
    #expect(try again.inbox().contains { $0.hasPrefix("yes ") })
  }

  @Test func `of the owner waits eight times for one contact, and ten seconds at least`() throws {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    let question = ConfirmCommand.confirm(ContactReference(hex(1)), text: "Go?")
    for _ in 0..<NewConfirmation.countMax { _ = try ask(bench, .command(question)) }
    #expect(throws: Mistake.self) { try ask(bench, .command(question)) }
    let hasty = ConfirmCommand.confirm(ContactReference(hex(1)), text: "Go?", timeout: 9)
    #expect(throws: Mistake.self) { try ask(bench, .command(hasty)) }
    #expect(throws: Mistake.self) { try ask(bench, .query(.confirmation(99))) }
  }

  @Test func `is woken for`() throws {
    let (bench, _) = try asked()
    #expect(try #require(bench.worker.engine.timeToWait) <= 300_000)
  }

  @Test func `waits eight times for one contact at most`() throws {
    let (bench, _) = try asked()
    for number in 2...10 as ClosedRange<UInt32> { bench.say("ask", at: number) }
    let count = try bench.store.read { reader throws(StoreError) in
      try reader.confirmations(of: key(1)).count
    }
    #expect(count == NewConfirmation.countMax)
    #expect(bench.reports.lines("rule_error").count == 2)
  }
}
