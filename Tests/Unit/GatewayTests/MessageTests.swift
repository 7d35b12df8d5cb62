import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// One message, from the network to the outputs after the commit.
@Suite struct `One message` {
  @Test func `a message is stored with its answer before it is acknowledged`() throws {
    let bench = try WorkerBench(echo)
    try bench.befriend(1)
    bench.say("hello", at: 7)
    #expect(bench.network.takeWords() == ["consume 1 7", "send 1 re hello"])
    #expect(try bench.inbox() == ["hello"])
    #expect(try bench.outbox() == ["re hello"])
  }

  @Test func `a message whose rule fails is kept, reported with its line, and acknowledged`() throws
  {
    let bench = try WorkerBench(
      """
      on("message", function(message)
        message:reply("half")
        error("no luck")
      end)
      """)
    try bench.befriend(1)
    bench.say("hello", at: 7)
    #expect(bench.network.takeWords() == ["consume 1 7"])
    #expect(try bench.inbox() == ["hello"])
    let report = try #require(bench.reports.lines("rule_error").first)
    #expect(report.contains("bot.lua") && report.contains("\"line\":3"))
    #expect(report.contains("\"message\":1"))
  }

  @Test func `on a full disk nothing is acknowledged; with room again all is handled once`() throws
  {
    let bench = try WorkerBench(echo, pageCountMax: 140)
    try bench.befriend(1)
    let long = String(repeating: "x", count: 8_000)
    var stored = 0
    while stored < 100, bench.receive(message(long, at: UInt32(stored))) { stored += 1 }
    #expect(stored > 0 && stored < 100)
    _ = bench.network.takeWords()

    let batch = (0..<3).map { message("m\($0)" + long, at: 1_000 + $0) }
    let isCommitted = bench.worker.engine.handle([.network(batch)])
    #expect(!isCommitted)
    #expect(bench.network.takeWords() == [])
    #expect(!bench.reports.lines("store_error").isEmpty)

    try bench.store.write { transaction throws(StoreError) in
      _ = try transaction.forget(
        olderThan: bench.clock.now.advanced(byMilliseconds: 1), sparingOwed: true,
        rows: .max, now: bench.clock.now)
      try transaction.markReceived(try transaction.outbox(of: key(1), limit: 1_000).map(\.id))
    }
    try bench.store.clean()
    let isCommittedNow = bench.worker.engine.handle([.network(batch)])
    #expect(isCommittedNow)
    let consumed = bench.network.takeWords().filter { $0.hasPrefix("consume") }
    #expect(consumed == ["consume 1 1000", "consume 1 1001", "consume 1 1002"])
    #expect(try bench.inbox().map { String($0.prefix(2)) } == ["m0", "m1", "m2"])
  }

  @Test(arguments: [
    String(decoding: [0x61, 0xff, 0xfe, 0x62], as: UTF8.self),
    String(repeating: "👩‍🚀", count: 124) + "abcdefgh", "tab\t\nline",
  ])
  func `a text comes back whole`(text: String) throws {
    #expect(text.utf8.count <= 1_372)
    let bench = try WorkerBench(
      """
      messages { join = false }
      on('message', function(message) message:keep() message:reply(message.text) end)
      """)
    try bench.befriend(1)
    bench.say(text)
    #expect(bench.network.takeSends().map(\.text) == [text])
    #expect(try bench.inbox() == [text])
  }

  @Test(arguments: [
    ("with\0a zero", "witha zero"), ("\u{202e}\r\nx\r\u{1b}[31m", "\nx\n[31m"),
  ])
  func `what clients stumble over is kept, and not sent`(text: String, sent: String) throws {
    let bench = try WorkerBench(
      "on('message', function(message) message:keep() message:reply(message.text) end)")
    try bench.befriend(1)
    bench.say(text)
    #expect(bench.network.takeSends().map(\.text) == [sent])
    #expect(try bench.inbox() == [text])
    let reference = ContactReference(hex(1))
    bench.receive(.control(.command(.send(reference, text: text, keep: false))) { _ in })
    #expect(try bench.outbox().last == sent, "nor when the owner says it")
  }

  @Test func `what a blocked contact sends is acknowledged and not handled`() throws {
    let bench = try WorkerBench(echo)
    try bench.befriend(1)
    try bench.store.write { transaction throws(StoreError) in
      _ = try transaction.setState(.blocked, of: key(1))
    }
    bench.say("hello", at: 7)
    #expect(bench.network.takeWords() == ["consume 1 7"])
    #expect(try bench.inbox() == [])
    #expect(bench.reports.lines("message") == [])
  }

  @Test func `a rule that blocks its sender ends the contact`() throws {
    let bench = try WorkerBench("on('message', function(message) message.contact:block() end)")
    try bench.befriend(1)
    bench.receive(message("first", at: 1), message("second", at: 2))
    let words = bench.network.takeWords()
    #expect(words.contains("remove 1"))
    #expect(bench.reports.lines("message").count == 1)
  }
}
