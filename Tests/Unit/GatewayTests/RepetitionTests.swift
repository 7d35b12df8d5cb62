import GatewayCore
import GatewayTestSupport
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Messages that a contact sends again because it lacks our acknowledgement, and new ones that look
/// the same.
@Suite struct `Repeated messages` {
  private let rules = "on('message', function(message) message:keep() end)"

  private func bench() throws -> WorkerBench {
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    return bench
  }

  /// Reports, as the network half does, that the contact has the acknowledgement.
  private func prove(_ bench: WorkerBench, through number: UInt32 = 1, session: UInt64 = 1) {
    bench.receive(
      .acknowledgementKnown(key(1), through: position(number, session: session)))
  }

  /// A contact that comes online, sends a message, gets its receipt and goes offline.
  private func visit(
    _ bench: WorkerBench, _ session: UInt64, saying text: String, isProven: Bool = true
  ) {
    bench.receive(.online(key(1)))
    bench.receive(message(text, at: 1, session: session))
    if isProven { prove(bench, session: session) }
    bench.receive(.offline(key(1)))
  }

  @Test func `after a crash what is sent again is dropped once, a batch of it too`() throws {
    let bench = try bench()
    bench.receive(message("one", at: 1), message("two", at: 2), message("three", at: 3))
    let again = try bench.restarted(rules)
    again.receive(.online(key(1)))
    for (number, text) in ["one", "two", "three", "four", "one"].enumerated() {
      again.say(text, at: UInt32(number))
    }
    #expect(try again.inbox() == ["one", "two", "three", "four", "one"])
    let consumed = again.network.takeWords().filter { $0.hasPrefix("consume") }
    #expect(consumed.count == 5, "a repetition is acknowledged too")
  }

  @Test func `equal texts in short sessions are as many messages`() throws {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    for session in 1...3 { visit(bench, UInt64(session), saying: "backup ok") }
    #expect(try bench.inbox() == ["backup ok", "backup ok", "backup ok"])
  }

  @Test func `alternating texts in short sessions are as many messages`() throws {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    let texts = ["disk full", "disk ok", "disk full", "disk ok"]
    for (session, text) in texts.enumerated() {
      visit(bench, UInt64(session + 1), saying: text)
    }
    #expect(try bench.inbox() == texts)
  }

  @Test func `a sender that repeats itself is let through even in doubt, and after a crash`() throws
  {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    visit(bench, 1, saying: "backup ok")
    visit(bench, 2, saying: "backup ok", isProven: false)
    visit(bench, 3, saying: "backup ok", isProven: false)
    let again = try bench.restarted(rules)
    visit(again, 1, saying: "backup ok")
    #expect(try again.inbox().count == 4)
  }

  @Test func `a contact that vanished may send its last message again`() throws {
    let bench = try bench()
    bench.say("status")
    bench.receive(.offline(key(1)))
    bench.receive(.online(key(1)))
    bench.receive(message("status", at: 1, session: 2))
    #expect(try bench.inbox() == ["status"])
    prove(bench, session: 2)
    bench.receive(message("status", at: 2, session: 2))
    #expect(try bench.inbox() == ["status", "status"])
  }

  @Test func `doubt that is ten minutes old is none`() throws {
    let bench = try bench()
    bench.say("status")
    let again = try bench.restarted(rules)
    again.wait(seconds: 601)
    visit(again, 1, saying: "status")
    #expect(try again.inbox() == ["status", "status"])
  }

  @Test func `a proof lasts over a restart`() throws {
    let bench = try bench()
    bench.say("status")
    prove(bench)
    #expect(bench.worker.engine.timeToNextDue() == nil)
    let again = try bench.restarted(rules)
    visit(again, 1, saying: "status")
    #expect(try again.inbox() == ["status", "status"])
  }

  @Test func `a proof of an earlier position ends the doubt up to there`() throws {
    let bench = try bench()
    for (number, text) in ["one", "two", "three"].enumerated() {
      bench.say(text, at: UInt32(number + 1))
    }
    prove(bench, through: 2)
    let again = try bench.restarted(rules)
    again.receive(.online(key(1)))
    again.say("three", at: 1)
    again.say("two", at: 2)
    #expect(try again.inbox() == ["one", "two", "three", "two"])
  }

  @Test func `something new ends the doubt about what was before`() throws {
    let bench = try bench()
    bench.say("status")
    let again = try bench.restarted(rules)
    visit(again, 1, saying: "news", isProven: false)
    visit(again, 2, saying: "status", isProven: false)
    #expect(try again.inbox() == ["status", "news", "status"])
  }

  @Test func `what comes again over another route, unacknowledged, is dropped once`() throws {
    let bench = try bench()
    bench.receive(
      message("one", at: 9), message("two", at: 10), .routeChanged(key(1)), message("one", at: 12),
      message("two", at: 13), message("two", at: 14))
    #expect(try bench.inbox() == ["one", "two", "two"])
  }

  @Test func `what comes again over the same route is a new message`() throws {
    let bench = try bench()
    bench.receive(message("twice", at: 9), message("twice", at: 10))
    prove(bench, through: 10)
    bench.receive(.routeChanged(key(1)), message("twice", at: 11))
    #expect(try bench.inbox() == ["twice", "twice", "twice"])
  }

  @Test func `memory of a contact is bounded, and so is what its return loads`() throws {
    let bench = try bench()
    let count = 3 * RecentMessages.countMax
    for number in 0..<count { bench.say("\(number)", at: UInt32(number)) }
    let again = try bench.restarted(rules)
    again.receive(.online(key(1)))
    again.say("\(count - RecentMessages.countMax - 1)", at: 1)
    #expect(again.reports.lines("message").count == 1, "too far back to be told from a new one")
  }

  /// A batch may be larger than the memory of messages, and the power may fail before it is
  /// acknowledged.
  @Test func `of more messages in doubt than are remembered only the older ones come twice`() throws
  {
    let count = 200
    let batch = (1...count).map { EngineInput.network([message("text \($0)", at: UInt32($0))]) }
    let bench = try bench()
    _ = bench.worker.engine.handle(batch)
    let again = try bench.restarted(rules)
    again.receive(.online(key(1)))
    _ = again.worker.engine.handle(batch)
    again.say("new", at: UInt32(count + 1))
    let older = count - RecentMessages.countMax
    let texts = try again.store.read { reader throws(StoreError) in
      try reader.inbox(InboxFilter(limit: 1_000)).count
    }
    #expect(texts == count + older + 1)
  }
}
