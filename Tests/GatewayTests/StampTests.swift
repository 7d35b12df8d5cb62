import GatewayCore
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayStore

/// Messages with an id: handled once, whatever is sent again and whoever was killed in between.
@Suite struct StampTests {
  private func stamp(_ number: UInt8, seconds: UInt32 = 1_700_000_123) -> MessageStamp {
    MessageStamp(id: [UInt8](repeating: number, count: MessageStamp.idSize), seconds: seconds)
  }

  private func office(_ rules: String = echo) throws -> Office {
    let office = try Office(rules)
    try office.befriend(1)
    return office
  }

  @Test func `A message is acknowledged by its id, after the commit and before its answer`() throws
  {
    let office = try office()
    office.receive(message("hello", stamp: stamp(5), at: 7))
    #expect(
      office.network.takeWords() == ["consume 1 7", "acknowledge 1 5", "send 1 re hello"])
    #expect(try office.inbox() == ["hello"])
  }

  @Test func `Sent again it is acknowledged again and not handled again`() throws {
    let office = try office()
    office.receive(message("hello", stamp: stamp(5), at: 7))
    _ = office.network.takeWords()
    office.receive(message("hello", stamp: stamp(5), at: 8))
    #expect(office.network.takeWords() == ["consume 1 8", "acknowledge 1 5"])
    let again = try office.restarted(echo)
    again.wait(seconds: 300 * 86_400)
    again.receive(.online(key(1)))
    _ = again.network.takeWords()
    again.receive(message("hello", stamp: stamp(5), at: 1))
    #expect(again.network.takeWords() == ["consume 1 1", "acknowledge 1 5"])
    #expect(try again.inbox() == ["hello"])
  }

  @Test func `The same words under another id are another message, also of another contact`() throws
  {
    let office = try office()
    try office.befriend(2)
    office.receive(
      message("yes", stamp: stamp(1), at: 1), message("yes", stamp: stamp(2), at: 2),
      message("yes", by: 2, stamp: stamp(1), at: 1))
    let again = try office.restarted(echo)
    again.receive(.online(key(1)))
    again.receive(message("yes", stamp: stamp(3), at: 1))
    #expect(try again.inbox() == ["yes", "yes", "yes", "yes"])
  }

  @Test func `A batch that is undone has acknowledged and remembered nothing`() throws {
    let office = try Office(echo, pageCountMax: 120)
    try office.befriend(1)
    var number: UInt8 = 0
    while number < 200,
      office.receive(
        message(String(repeating: "x", count: 8_000), stamp: stamp(number), at: UInt32(number)))
    {
      number += 1
    }
    #expect(number > 0 && number < 200)
    let words = office.network.takeWords()
    #expect(!words.contains("acknowledge 1 \(number)"))
    #expect(words.contains("acknowledge 1 \(number - 1)"))
    try office.store.read { reader throws(StoreError) in
      #expect(try reader.rows("SELECT 1 FROM handled_stamps") { _ in 1 }.count == Int(number))
    }
  }

  @Test func `Our answers carry a stamp as soon as the contact's messages do`() throws {
    let office = try office()
    office.say("plain", at: 1)
    #expect(office.network.takeStamps().map { $0 == nil } == [true])
    office.receive(message("stamped", stamp: stamp(1), at: 2))
    let stamps = office.network.takeStamps().compactMap(\.self)
    #expect(stamps.map(\.seconds) == [office.clock.now.seconds])
    // Another client has taken over: it would show the stamp as garbage.
    office.say("plain again", at: 3)
    #expect(office.network.takeStamps().map { $0 == nil } == [true])
  }

  @Test func `A stamped answer waits for its name, not for the receipt`() throws {
    let office = try office()
    office.receive(message("hello", stamp: stamp(1), at: 2))
    let answer = try #require(office.network.takeAnswers().first)
    office.receive(.sent(key(1), answer.id, .success(position(9))))
    office.receive(.receipt(key(1), through: position(9)))
    #expect(try office.outbox() == ["re hello"])
    #expect(office.reports.lines("receipt") == [])
    office.receive(.acknowledged(key(1), stampID: try #require(answer.stamp).id))
    #expect(try office.outbox() == [])
    #expect(office.reports.lines("receipt").count == 1)
    // Once more, or for nothing: no harm.
    office.receive(.acknowledged(key(1), stampID: try #require(answer.stamp).id))
    office.receive(.acknowledged(key(2), stampID: stamp(9).id))
    #expect(office.reports.lines("receipt").count == 1)
  }

  @Test func `Unnamed it is sent again in the next session, with the same stamp, not before`()
    throws
  {
    let office = try office()
    office.receive(message("one", stamp: stamp(1), at: 2), message("two", stamp: stamp(2), at: 3))
    let answers = office.network.takeAnswers()
    for (number, answer) in answers.enumerated() {
      office.receive(.sent(key(1), answer.id, .success(position(UInt32(9 + number)))))
    }
    office.receive(.receipt(key(1), through: position(10)))
    office.receive(.acknowledged(key(1), stampID: try #require(answers[1].stamp).id))
    office.receive(message("three", stamp: stamp(3), at: 4))
    #expect(office.network.takeAnswers().map(\.text) == ["re three"])
    office.receive(.offline(key(1)))
    office.receive(.online(key(1)))
    let again = office.network.takeAnswers()
    #expect(again.map(\.text) == ["re one", "re three"])
    #expect(again[0].stamp == answers[0].stamp)
    let restarted = try office.restarted(echo)
    restarted.receive(.online(key(1)))
    #expect(restarted.network.takeAnswers().first?.stamp == answers[0].stamp)
  }

  @Test func `What waited from before needs no name, and both kinds leave in order`() throws {
    let office = try office()
    office.receive(.offline(key(1)))
    for text in ["old", "older"] {
      office.receive(
        .control(.command(.send(ContactReference(hex(1)), text: text, keep: true))) { _ in })
    }
    office.receive(.online(key(1)))
    let old = office.network.takeAnswers()
    #expect(old.map(\.stamp) == [nil, nil])
    office.receive(message("new", stamp: stamp(1), at: 2))
    let new = try #require(office.network.takeAnswers().first)
    for (number, answer) in (old + [new]).enumerated() {
      office.receive(.sent(key(1), answer.id, .success(position(UInt32(number)))))
    }
    office.receive(.receipt(key(1), through: position(2)))
    #expect(try office.outbox() == ["re new"])
    office.receive(.acknowledged(key(1), stampID: try #require(new.stamp).id))
    #expect(try office.outbox() == [])
  }

  @Test func `A contact that changes its client gets its answers at the receipt again`() throws {
    let office = try office()
    office.receive(message("one", stamp: stamp(1), at: 2))
    let answer = try #require(office.network.takeAnswers().first)
    office.receive(.sent(key(1), answer.id, .success(position(9))))
    office.receive(.receipt(key(1), through: position(9)))
    office.receive(.offline(key(1)))
    office.receive(.online(key(1)))
    let again = try #require(office.network.takeAnswers().first)
    office.receive(.sent(key(1), again.id, .success(position(1, session: 2))))
    office.receive(.receipt(key(1), through: position(1, session: 2)))
    #expect(try office.outbox() == ["re one"])
    office.say("from another client", at: 1)
    #expect(try office.outbox() == ["re from another client"])
    #expect(office.reports.lines("receipt").count == 1)
  }

  @Test func `A long answer is cut so that its stamps fit`() throws {
    let office = try office(
      "on('message', function(message) message:reply(('x'):rep(3000)) end)")
    office.receive(message("go", stamp: stamp(1), at: 2))
    let parts = office.network.takeAnswers()
    #expect(parts.map(\.text.utf8.count) == [1_334, 1_334, 332])
    #expect(Set(parts.compactMap(\.stamp?.id)).count == 3)
    office.say("go", at: 3)
    #expect(office.network.takeAnswers().map(\.text.utf8.count) == [1_372, 1_372, 256])
  }

  @Test func `When it was written is told where it is known`() throws {
    let office = try office(
      """
      webhook "desk" { url = secret "DESK" }
      on("message", function(message)
        message:reply(tostring(message.sent_at))
        message:forward("desk")
      end)
      """)
    office.receive(message("stamped", stamp: stamp(1, seconds: 1_700_000_123), at: 1))
    office.say("plain", at: 2)
    #expect(office.network.takeAnswers().map(\.text) == ["1700000123", "nil"])
    #expect(office.web.bodies[0].contains(#""sent_at":"2023-11-14T22:15:23.000Z""#))
    #expect(office.web.bodies.count == 2 && !office.web.bodies[1].contains("sent_at"))
    let reports = office.reports.lines("message")
    #expect(reports[0].contains("\"sent_at\":\"2023-11-14T22:15:23.000Z\""))
    #expect(!reports[1].contains("sent_at"))
  }

  @Test func `Ids are forgotten with age and number, and with the contact`() throws {
    let office = try office()
    let extra: Int64 = 10
    try office.store.write { transaction throws(StoreError) in
      var entropy = SystemRandomNumberGenerator()
      for _ in 0..<HandledStamps.countMax + extra {
        let stamp = MessageStamp(from: &entropy, at: office.clock.now)
        try transaction.rememberHandled(stamp, from: key(1), now: office.clock.now)
      }
      #expect(try transaction.stampRows() == Int(HandledStamps.countMax))
      #expect(HandledStamps.countMax >= Int64(Limits().unconsumedMessages))
    }
    office.wait(seconds: (HandledStamps.daysMax - 1) * 86_400)
    office.receive(message("late", stamp: stamp(1), at: 1))
    office.wait(seconds: 2 * 86_400)
    #expect(try office.stampRows() == 1)
    office.receive(.control(.command(.contactRemove(ContactReference(hex(1))))) { _ in })
    #expect(try office.stampRows() == 0)
  }

  @Test func `A bot that keeps nothing remembers ids in memory`() throws {
    let rules = """
      inbox { keep = "nothing" }
      on("message", function(message) message:reply("re " .. message.text) end)
      """
    let office = try office(rules)
    office.receive(message("one", stamp: stamp(1), at: 1))
    office.receive(message("one", stamp: stamp(1), at: 2))
    let answers = office.network.takeAnswers()
    #expect(answers.map(\.text) == ["re one"] && answers[0].stamp != nil)
    office.receive(.sent(key(1), answers[0].id, .success(position(9))))
    office.receive(.receipt(key(1), through: position(9)))
    #expect(office.worker.memory.unkeptAnswers == 1)
    office.receive(.offline(key(1)))
    office.receive(.online(key(1)))
    #expect(office.network.takeAnswers().map(\.stamp) == [answers[0].stamp])
    office.receive(.acknowledged(key(1), stampID: try #require(answers[0].stamp).id))
    #expect(office.worker.memory.unkeptAnswers == 0)
    #expect(try office.stampRows() == 0)
    // What its first handling led to is gone with the process: handled twice is better.
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    again.receive(message("one", stamp: stamp(1), at: 1))
    #expect(again.network.takeAnswers().map(\.text) == ["re one"])
  }

  @Test func `In memory the newest ids are remembered`() {
    var stamps = UnkeptStamps()
    var entropy = SystemRandomNumberGenerator()
    let all = (0...UnkeptStamps.countMax).map { _ in
      MessageStamp(from: &entropy, at: UnixMilliseconds(0))
    }
    for stamp in all { stamps.add(stamp) }
    #expect(all.filter { !stamps.contains($0) } == [all[0]])
  }
}

extension FakeNetwork {
  /// The stamps of the answers to be sent since the last look.
  fileprivate func takeStamps() -> [MessageStamp?] { takeAnswers().map(\.stamp) }
}

extension Office {
  fileprivate func stampRows() throws -> Int {
    try store.read { reader throws(StoreError) in try reader.stampRows() }
  }
}

extension StoreReader {
  fileprivate func stampRows() throws(StoreError) -> Int {
    try rows("SELECT 1 FROM handled_stamps") { _ in 1 }.count
  }
}
