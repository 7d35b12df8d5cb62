import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayStore

/// One message, from the network to what leaves after the commit.
@Suite struct MessageTests {
  @Test func `A message is stored with its answer before it is acknowledged`() throws {
    let office = try Office(echo)
    try office.befriend(1)
    office.say("hello", at: 7)
    #expect(office.network.takeWords() == ["consume 1 7", "send 1 re hello"])
    #expect(try office.inbox() == ["hello"])
    #expect(try office.outbox() == ["re hello"])
  }

  @Test func `A message whose rule fails is kept, reported with its line, and acknowledged`() throws
  {
    let office = try Office(
      """
      on("message", function(message)
        message:reply("half")
        error("no luck")
      end)
      """)
    try office.befriend(1)
    office.say("hello", at: 7)
    #expect(office.network.takeWords() == ["consume 1 7"])
    #expect(try office.inbox() == ["hello"])
    let report = try #require(office.reports.lines("rule_error").first)
    #expect(report.contains("bot.lua") && report.contains("\"line\":3"))
    #expect(report.contains("\"message\":1"))
  }

  @Test func `On a full disk nothing is acknowledged; with room again all is handled once`() throws
  {
    let office = try Office(echo, pageCountMax: 120)
    try office.befriend(1)
    let long = String(repeating: "x", count: 8_000)
    var stored = 0
    while stored < 100, office.receive(message(long, at: UInt32(stored))) { stored += 1 }
    #expect(stored > 0 && stored < 100)
    _ = office.network.takeWords()

    let batch = (0..<3).map { message("m\($0)" + long, at: 1_000 + $0) }.map(WorkerInput.network)
    let isCommitted = office.worker.handle(batch)
    #expect(!isCommitted)
    #expect(office.network.takeWords() == [])
    #expect(!office.reports.lines("store_error").isEmpty)

    try office.store.write { transaction throws(StoreError) in
      _ = try transaction.forget(
        olderThan: office.clock.now.advanced(byMilliseconds: 1), sparingOwed: true,
        rows: .max, now: office.clock.now)
      try transaction.markReceived(try transaction.outbox(of: key(1), limit: 1_000).map(\.id))
    }
    try office.store.clean()
    let isCommittedNow = office.worker.handle(batch)
    #expect(isCommittedNow)
    let consumed = office.network.takeWords().filter { $0.hasPrefix("consume") }
    #expect(consumed == ["consume 1 1000", "consume 1 1001", "consume 1 1002"])
    #expect(try office.inbox().map { String($0.prefix(2)) } == ["m0", "m1", "m2"])
  }

  @Test(arguments: [
    String(decoding: [0x61, 0xff, 0xfe, 0x62], as: UTF8.self),
    String(repeating: "👩‍🚀", count: 124) + "abcdefgh", "tab\t\nline",
  ])
  func `A text comes back whole`(text: String) throws {
    #expect(text.utf8.count <= 1_372)
    let office = try Office(
      """
      messages { join = false }
      on('message', function(message) message:keep() message:reply(message.text) end)
      """)
    try office.befriend(1)
    office.say(text)
    #expect(office.network.takeSends().map(\.text) == [text])
    #expect(try office.inbox() == [text])
  }

  @Test(arguments: [
    ("with\0a zero", "witha zero"), ("\u{202e}\r\nx\r\u{1b}[31m", "\nx\n[31m"),
  ])
  func `What clients stumble over is kept, and not sent`(text: String, sent: String) throws {
    let office = try Office(
      "on('message', function(message) message:keep() message:reply(message.text) end)")
    try office.befriend(1)
    office.say(text)
    #expect(office.network.takeSends().map(\.text) == [sent])
    #expect(try office.inbox() == [text])
    let reference = ContactReference(hex(1))
    office.receive(.control(.command(.send(reference, text: text, keep: false))) { _ in })
    #expect(try office.outbox().last == sent, "nor when the owner says it")
  }

  @Test func `What a blocked contact sends is acknowledged and not handled`() throws {
    let office = try Office(echo)
    try office.befriend(1)
    try office.store.write { transaction throws(StoreError) in
      _ = try transaction.setState(.blocked, of: key(1))
    }
    office.say("hello", at: 7)
    #expect(office.network.takeWords() == ["consume 1 7"])
    #expect(try office.inbox() == [])
    #expect(office.reports.lines("message") == [])
  }

  @Test func `A rule that blocks its sender ends the contact`() throws {
    let office = try Office("on('message', function(message) message.contact:block() end)")
    try office.befriend(1)
    office.receive(message("first", at: 1), message("second", at: 2))
    let words = office.network.takeWords()
    #expect(words.contains("remove 1"))
    #expect(office.reports.lines("message").count == 1)
  }
}
