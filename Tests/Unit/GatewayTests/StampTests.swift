import GatewayCore
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Messages with an id: handled once, despite repetitions and kills of either side.
@Suite struct `Messages with an id` {
  private func stamp(_ number: UInt8, seconds: UInt32 = 1_700_000_123) -> MessageStamp {
    MessageStamp(id: [UInt8](repeating: number, count: MessageStamp.idSize), seconds: seconds)
  }

  private func bench(_ rules: String = echo) throws -> WorkerBench {
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    return bench
  }

  @Test func `a message is acknowledged by its id, after the commit and before its answer`() throws
  {
    let bench = try bench()
    bench.receive(message("hello", stamp: stamp(5), at: 7))
    #expect(
      bench.network.takeWords() == ["consume 1 7", "acknowledge 1 5", "send 1 re hello"])
    #expect(try bench.inbox() == ["hello"])
  }

  @Test func `sent again it is acknowledged again and not handled again`() throws {
    let bench = try bench()
    bench.receive(message("hello", stamp: stamp(5), at: 7))
    _ = bench.network.takeWords()
    bench.receive(message("hello", stamp: stamp(5), at: 8))
    #expect(bench.network.takeWords() == ["consume 1 8", "acknowledge 1 5"])
    let again = try bench.restarted(echo)
    again.wait(seconds: 300 * 86_400)
    again.receive(.online(key(1)))
    _ = again.network.takeWords()
    again.receive(message("hello", stamp: stamp(5), at: 1))
    #expect(again.network.takeWords() == ["consume 1 1", "acknowledge 1 5"])
    #expect(try again.inbox() == ["hello"])
  }

  @Test func `the same words under another id are another message, also of another contact`() throws
  {
    let bench = try bench()
    try bench.befriend(2)
    bench.receive(
      message("yes", stamp: stamp(1), at: 1), message("yes", stamp: stamp(2), at: 2),
      message("yes", by: 2, stamp: stamp(1), at: 1))
    let again = try bench.restarted(echo)
    again.receive(.online(key(1)))
    again.receive(message("yes", stamp: stamp(3), at: 1))
    #expect(try again.inbox() == ["yes", "yes", "yes", "yes"])
  }

  @Test func `a batch that is undone has acknowledged and remembered nothing`() throws {
    let bench = try WorkerBench(echo, pageCountMax: 120)
    try bench.befriend(1)
    var number: UInt8 = 0
    while number < 200,
      bench.receive(
        message(String(repeating: "x", count: 8_000), stamp: stamp(number), at: UInt32(number)))
    {
      number += 1
    }
    #expect(number > 0 && number < 200)
    let words = bench.network.takeWords()
    #expect(!words.contains("acknowledge 1 \(number)"))
    #expect(words.contains("acknowledge 1 \(number - 1)"))
    try bench.store.read { reader throws(StoreError) in
      #expect(try reader.rows("SELECT 1 FROM handled_stamps") { _ in 1 }.count == Int(number))
    }
  }

  @Test func `our answers carry a stamp as soon as the contact's messages do`() throws {
    let bench = try bench()
    bench.say("plain", at: 1)
    #expect(bench.network.takeStamps().map { $0 == nil } == [true])
    bench.receive(message("stamped", stamp: stamp(1), at: 2))
    let stamps = bench.network.takeStamps().compactMap(\.self)
    #expect(stamps.map(\.seconds) == [bench.clock.now.seconds])
    // The contact now uses another client, which would show the stamp as garbage.
    bench.say("plain again", at: 3)
    #expect(bench.network.takeStamps().map { $0 == nil } == [true])
  }

  @Test func `a stamped answer waits for its name, not for the receipt`() throws {
    let bench = try bench()
    bench.receive(message("hello", stamp: stamp(1), at: 2))
    let answer = try #require(bench.network.takeAnswers().first)
    bench.receive(.sent(key(1), answer.id, .success(position(9))))
    bench.receive(.receipt(key(1), through: position(9)))
    #expect(try bench.outbox() == ["re hello"])
    #expect(bench.reports.lines("receipt") == [])
    bench.receive(.acknowledged(key(1), stampID: try #require(answer.stamp).id))
    #expect(try bench.outbox() == [])
    #expect(bench.reports.lines("receipt").count == 1)
    // A repeated or unknown acknowledgement does no harm.
    bench.receive(.acknowledged(key(1), stampID: try #require(answer.stamp).id))
    bench.receive(.acknowledged(key(2), stampID: stamp(9).id))
    #expect(bench.reports.lines("receipt").count == 1)
  }

  @Test func `unnamed it is sent again in the next session, with the same stamp, not before`()
    throws
  {
    let bench = try bench()
    bench.receive(message("one", stamp: stamp(1), at: 2), message("two", stamp: stamp(2), at: 3))
    let answers = bench.network.takeAnswers()
    for (number, answer) in answers.enumerated() {
      bench.receive(.sent(key(1), answer.id, .success(position(UInt32(9 + number)))))
    }
    bench.receive(.receipt(key(1), through: position(10)))
    bench.receive(.acknowledged(key(1), stampID: try #require(answers[1].stamp).id))
    bench.receive(message("three", stamp: stamp(3), at: 4))
    #expect(bench.network.takeAnswers().map(\.text) == ["re three"])
    bench.receive(.offline(key(1)))
    bench.receive(.online(key(1)))
    let again = bench.network.takeAnswers()
    #expect(again.map(\.text) == ["re one", "re three"])
    #expect(again[0].stamp == answers[0].stamp)
    let restarted = try bench.restarted(echo)
    restarted.receive(.online(key(1)))
    #expect(restarted.network.takeAnswers().first?.stamp == answers[0].stamp)
  }

  @Test func `what waited from before needs no name, and both kinds leave in order`() throws {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    for text in ["old", "older"] {
      bench.receive(
        .control(.command(.send(ContactReference(hex(1)), text: text, keep: true))) { _ in })
    }
    bench.receive(.online(key(1)))
    let old = bench.network.takeAnswers()
    #expect(old.map(\.stamp) == [nil, nil])
    bench.receive(message("new", stamp: stamp(1), at: 2))
    let new = try #require(bench.network.takeAnswers().first)
    for (number, answer) in (old + [new]).enumerated() {
      bench.receive(.sent(key(1), answer.id, .success(position(UInt32(number)))))
    }
    bench.receive(.receipt(key(1), through: position(2)))
    #expect(try bench.outbox() == ["re new"])
    bench.receive(.acknowledged(key(1), stampID: try #require(new.stamp).id))
    #expect(try bench.outbox() == [])
  }

  @Test func `a contact that changes its client gets its answers at the receipt again`() throws {
    let bench = try bench()
    bench.receive(message("one", stamp: stamp(1), at: 2))
    let answer = try #require(bench.network.takeAnswers().first)
    bench.receive(.sent(key(1), answer.id, .success(position(9))))
    bench.receive(.receipt(key(1), through: position(9)))
    bench.receive(.offline(key(1)))
    bench.receive(.online(key(1)))
    let again = try #require(bench.network.takeAnswers().first)
    bench.receive(.sent(key(1), again.id, .success(position(1, session: 2))))
    bench.receive(.receipt(key(1), through: position(1, session: 2)))
    #expect(try bench.outbox() == ["re one"])
    bench.say("from another client", at: 1)
    #expect(try bench.outbox() == ["re from another client"])
    #expect(bench.reports.lines("receipt").count == 1)
  }

  @Test func `a long answer is cut so that its stamps fit`() throws {
    let bench = try bench(
      "on('message', function(message) message:reply(('x'):rep(3000)) end)")
    bench.receive(message("go", stamp: stamp(1), at: 2))
    let parts = bench.network.takeAnswers()
    #expect(parts.map(\.text.utf8.count) == [1_334, 1_334, 332])
    #expect(Set(parts.compactMap(\.stamp?.id)).count == 3)
    bench.say("go", at: 3)
    #expect(bench.network.takeAnswers().map(\.text.utf8.count) == [1_372, 1_372, 256])
  }

  @Test func `when it was written is told where it is known`() throws {
    let bench = try bench(
      """
      webhook "desk" { url = secret "DESK" }
      on("message", function(message)
        message:reply(tostring(message.sent_at))
        message:forward("desk")
      end)
      """)
    bench.receive(message("stamped", stamp: stamp(1, seconds: 1_700_000_123), at: 1))
    bench.say("plain", at: 2)
    #expect(bench.network.takeAnswers().map(\.text) == ["1700000123", "nil"])
    #expect(bench.web.bodies[0].contains(#""sent_at":"2023-11-14T22:15:23.000Z""#))
    #expect(bench.web.bodies.count == 2 && !bench.web.bodies[1].contains("sent_at"))
    let reports = bench.reports.lines("message")
    #expect(reports[0].contains("\"sent_at\":\"2023-11-14T22:15:23.000Z\""))
    #expect(!reports[1].contains("sent_at"))
  }

  @Test func `ids are forgotten with age and number, and with the contact`() throws {
    let bench = try bench()
    let extra: Int64 = 10
    try bench.store.write { transaction throws(StoreError) in
      var entropy = SystemRandomNumberGenerator()
      for _ in 0..<HandledStamps.countMax + extra {
        let stamp = MessageStamp(from: &entropy, at: bench.clock.now)
        try transaction.rememberHandled(stamp, from: key(1), now: bench.clock.now)
      }
      #expect(try transaction.stampRows() == Int(HandledStamps.countMax))
      #expect(HandledStamps.countMax >= Int64(Limits().unconsumedMessages))
    }
    bench.wait(seconds: (HandledStamps.daysMax - 1) * 86_400)
    bench.receive(message("late", stamp: stamp(1), at: 1))
    bench.wait(seconds: 2 * 86_400)
    #expect(try bench.stampRows() == 1)
    bench.receive(.control(.command(.contactRemove(ContactReference(hex(1))))) { _ in })
    #expect(try bench.stampRows() == 0)
  }

  @Test func `a bot that keeps nothing remembers ids in memory`() throws {
    let rules = """
      inbox { keep = "nothing" }
      on("message", function(message) message:reply("re " .. message.text) end)
      """
    let bench = try bench(rules)
    bench.receive(message("one", stamp: stamp(1), at: 1))
    bench.receive(message("one", stamp: stamp(1), at: 2))
    let answers = bench.network.takeAnswers()
    #expect(answers.map(\.text) == ["re one"] && answers[0].stamp != nil)
    bench.receive(.sent(key(1), answers[0].id, .success(position(9))))
    bench.receive(.receipt(key(1), through: position(9)))
    #expect(try bench.heldCounts().answers == 1)
    bench.receive(.offline(key(1)))
    bench.receive(.online(key(1)))
    #expect(bench.network.takeAnswers().map(\.stamp) == [answers[0].stamp])
    bench.receive(.acknowledged(key(1), stampID: try #require(answers[0].stamp).id))
    #expect(try bench.heldCounts().answers == 0)
    #expect(try bench.stampRows() == 0)
    // The results of its first handling are lost with the process: to handle it twice is better.
    let again = try bench.restarted(rules)
    again.receive(.online(key(1)))
    again.receive(message("one", stamp: stamp(1), at: 1))
    #expect(again.network.takeAnswers().map(\.text) == ["re one"])
  }

  @Test func `in memory the newest ids are remembered`() {
    var stamps = HeldStamps()
    var entropy = SystemRandomNumberGenerator()
    let all = (0...HeldStamps.countMax).map { _ in
      MessageStamp(from: &entropy, at: UnixMilliseconds(0))
    }
    for stamp in all { stamps.add(stamp, from: key(1)) }
    #expect(all.filter { !stamps.contains($0, from: key(1)) } == [all[0]])
  }
}

extension FakeNetwork {
  /// The stamps of the answers to be sent since the last call.
  fileprivate func takeStamps() -> [MessageStamp?] { takeAnswers().map(\.stamp) }
}

extension WorkerBench {
  fileprivate func stampRows() throws -> Int {
    try store.read { reader throws(StoreError) in try reader.stampRows() }
  }
}

extension StoreReader {
  fileprivate func stampRows() throws(StoreError) -> Int {
    try rows("SELECT 1 FROM handled_stamps") { _ in 1 }.count
  }
}
