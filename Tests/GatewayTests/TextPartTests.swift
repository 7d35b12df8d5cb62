import GatewayCore
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayStore

/// Long texts that clients cut: one message for rules and inbox, and no tick before it is stored.
@Suite struct TextPartTests {
  private let rules = """
    contacts { accept = "everyone" }
    on("message", function(message) message:keep() end)
    """

  private func office() throws -> Office {
    let office = try Office(rules)
    try office.befriend(1)
    try office.befriend(2)
    return office
  }

  private func part(_ letter: Character, _ size: Int = 1_322) -> String {
    String(repeating: letter, count: size)
  }

  /// The inbox, with each run of equal letters as the letter and its length.
  private func inbox(_ office: Office) throws -> [String] {
    try office.inbox().map { text in
      var runs: [(letter: Character, count: Int)] = []
      for letter in text {
        if runs.last?.letter == letter {
          runs[runs.count - 1].count += 1
        } else {
          runs.append((letter, 1))
        }
      }
      return runs.map { "\($0.letter)\($0.count)" }.joined(separator: " ")
    }
  }

  @Test func `Parts become one message, acknowledged when it is stored`() throws {
    let office = try office()
    office.say(part("a"), at: 1)
    office.say(part("b", 1_296), at: 2)
    #expect(office.network.takeWords() == [])
    office.say("c", at: 3)
    #expect(office.network.takeWords() == ["consume 1 3"])
    #expect(try inbox(office) == ["a1322 b1296 c1"])
    #expect(office.worker.timeToNextDue() != 0)
  }

  @Test func `Parts of one batch become one message at once`() throws {
    let office = try office()
    office.receive(
      message(part("a", 1_371), at: 1), message(part("b", 1_371), at: 2), message("c", at: 3),
      message("d", at: 4))
    #expect(office.network.takeWords() == ["consume 1 3", "consume 1 4"])
    #expect(try inbox(office) == ["a1371 b1371 c1", "d1"])
  }

  @Test func `A message that only looks like a part waits for two seconds at most`() throws {
    let office = try office()
    office.say(part("a", 1_200), at: 1)
    #expect(office.worker.timeToNextDue() == 2_000)
    #expect(try inbox(office) == [])
    office.wait(seconds: 1)
    #expect(office.network.takeWords() == [])
    #expect(office.worker.timeToNextDue() == 1_000)
    office.wait(seconds: 1)
    #expect(office.network.takeWords() == ["consume 1 1"])
    office.say("b", at: 2)
    #expect(try inbox(office) == ["a1200", "b1"])
  }

  @Test func `A shorter or a longer message is no part, and waits for nothing`() throws {
    let office = try office()
    office.say(part("a", 1_199), at: 1)
    office.say(part("b", 1_373), at: 2)
    #expect(office.network.takeWords() == ["consume 1 1", "consume 1 2"])
    #expect(try inbox(office) == ["a1199", "b1373"])
  }

  @Test func `An action is no part of a text, and each goes on alone`() throws {
    let office = try office()
    office.receive(
      message(part("a"), at: 1),
      .message(key(1), .action, text: part("b"), stamp: nil, at: position(2)),
      .message(key(1), .action, text: "c", stamp: nil, at: position(3)), message("d", at: 4))
    #expect(
      office.network.takeWords() == ["consume 1 1", "consume 1 3", "consume 1 4"])
    #expect(try inbox(office) == ["a1322", "b1322 c1", "d1"])
  }

  @Test func `Another contact is not held up, and its parts are its own`() throws {
    let office = try office()
    office.say(part("a"), by: 1, at: 1)
    office.say(part("x"), by: 2, at: 1)
    office.say("y", by: 2, at: 2)
    #expect(office.network.takeWords() == ["consume 2 2"])
    office.say("b", by: 1, at: 2)
    #expect(try inbox(office) == ["x1322 y1", "a1322 b1"])
  }

  @Test func `When the session ends nothing was acknowledged, and all of it comes again`() throws {
    let office = try office()
    office.say(part("a"), at: 1)
    office.receive(.offline(key(1)))
    office.wait(seconds: 3)
    #expect(office.network.takeWords().filter { $0.hasPrefix("consume") } == [])
    office.receive(.online(key(1)))
    for (number, text) in [part("a"), part("b"), "c"].enumerated() {
      office.receive(
        .message(
          key(1), .text, text: text, stamp: nil, at: position(UInt32(number), session: 2)))
    }
    #expect(try inbox(office) == ["a1322 b1322 c1"])
  }

  @Test func `After a kill behind the commit the parts are known again, before it all are new`()
    throws
  {
    let office = try office()
    let parts = [part("a"), part("b"), "c"]
    office.say(parts[0], at: 1)
    let before = try office.restarted(rules)
    before.receive(.online(key(1)))
    for (number, text) in parts.enumerated() { before.say(text, at: UInt32(number)) }
    #expect(try inbox(before) == ["a1322 b1322 c1"])
    let behind = try before.restarted(rules)
    behind.receive(.online(key(1)))
    for (number, text) in parts.enumerated() { behind.say(text, at: UInt32(number)) }
    #expect(behind.network.takeWords().filter { $0.hasPrefix("consume") } == ["consume 1 2"])
    #expect(try inbox(behind) == ["a1322 b1322 c1"])
  }

  @Test func `A text of more than 64 KiB becomes several messages`() throws {
    let office = try office()
    let count = 60
    for number in 0..<count { office.say(part("a", 1_372), at: UInt32(number)) }
    office.say("b", at: UInt32(count))
    let texts = try office.inbox()
    #expect(texts.count == 2)
    #expect(texts.allSatisfy { $0.utf8.count <= TextParts.bytesMax })
    #expect(texts.joined() == part("a", 1_372 * count) + "b")
  }

  @Test func `Parts of so many contacts are held; texts of more stay in their parts`() throws {
    let office = try office()
    for number in 0..<TextParts.contactsMax {
      let other = ContactKey(
        bytes: Array(repeating: 9, count: 30) + [
          UInt8(number >> 8), UInt8(truncatingIfNeeded: number),
        ])
      office.worker.memory.partsDue[other] = office.worker.uptime()
    }
    office.say(part("a"), at: 1)
    #expect(office.network.takeWords() == ["consume 1 1"])
    #expect(try inbox(office) == ["a1322"])
  }

  @Test func `A text with an id is no part, and is preceded by what was held`() throws {
    let office = try office()
    let stamp = MessageStamp(id: [UInt8](repeating: 1, count: 32), seconds: 1)
    office.say(part("a"), at: 1)
    office.receive(message(part("b"), stamp: stamp, at: 2))
    #expect(
      office.network.takeWords() == ["consume 1 1", "consume 1 2", "acknowledge 1 1"])
    #expect(try inbox(office) == ["a1322", "b1322"])
  }

  @Test func `A batch that is undone holds what it held before`() throws {
    let office = try Office(rules, pageCountMax: 120)
    try office.befriend(1)
    var number: UInt32 = 1
    while number < 200, office.receive(message(part("x", 8_000), at: number)) { number += 1 }
    #expect(number > 1 && number < 200)
    office.say(part("a"), at: 1_000)
    let batch = [WorkerInput.network(message("b" + part("y", 8_000), at: 1_001))]
    let isCommitted = office.worker.handle(batch)
    #expect(!isCommitted)
    try office.store.write { transaction throws(StoreError) in
      _ = try transaction.forget(
        olderThan: office.clock.now.advanced(byMilliseconds: 1), sparingOwed: true,
        rows: .max, now: office.clock.now)
    }
    try office.store.clean()
    _ = office.network.takeWords()
    let isCommittedNow = office.worker.handle(batch)
    #expect(isCommittedNow)
    #expect(office.network.takeWords() == ["consume 1 1001"])
    #expect(try inbox(office) == ["a1322 b1 y8000"])
  }

  @Test func `A clock that is set back holds nothing up`() throws {
    let office = try office()
    office.say(part("a"), at: 1)
    office.clock.step(seconds: -3_600)
    #expect(office.worker.timeToNextDue() == TextParts.patience)
    office.wait(seconds: 2)
    #expect(try inbox(office) == ["a1322"])
  }

  @Test func `A contact that goes takes its parts along`() throws {
    let office = try office()
    office.say(part("a"), at: 1)
    office.receive(.control(.command(.contactBlock(ContactReference(hex(1))))) { _ in })
    office.wait(seconds: 3)
    #expect(try inbox(office) == [])
    #expect(office.worker.memory.partsDue.isEmpty)
  }

  @Test func `At the end what is held is handled, not waited for`() throws {
    let office = try office()
    office.say(part("a"), at: 1)
    office.receive(.stop)
    #expect(office.network.takeWords() == ["consume 1 1"])
    #expect(try inbox(office) == ["a1322"])
  }

  @Test func `A bot that wants no joining gets each message as it is`() throws {
    let office = try Office("messages { join = false }\n" + rules)
    try office.befriend(1)
    office.say(part("a"), at: 1)
    office.say("b", at: 2)
    #expect(office.network.takeWords() == ["consume 1 1", "consume 1 2"])
    #expect(try inbox(office) == ["a1322", "b1"])
  }
}
