import GatewayCore
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Long texts that clients split: one message for rules and inbox, not acknowledged before it is
/// stored.
@Suite struct `Long texts` {
  private let rules = """
    contacts { accept = "everyone" }
    on("message", function(message) message:keep() end)
    """

  private func bench() throws -> WorkerBench {
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    try bench.befriend(2)
    return bench
  }

  private func part(_ letter: Character, _ size: Int = 1_322) -> String {
    String(repeating: letter, count: size)
  }

  /// The inbox, with each run of equal letters as the letter and its length.
  private func inbox(_ bench: WorkerBench) throws -> [String] {
    try bench.inbox().map { text in
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

  @Test func `parts become one message, acknowledged when it is stored`() throws {
    let bench = try bench()
    bench.say(part("a"), at: 1)
    bench.say(part("b", 1_296), at: 2)
    #expect(bench.network.takeWords() == [])
    bench.say("c", at: 3)
    #expect(bench.network.takeWords() == ["consume 1 3"])
    #expect(try inbox(bench) == ["a1322 b1296 c1"])
    #expect(bench.worker.engine.timeToNextDue() != 0)
  }

  @Test func `parts of one batch become one message at once`() throws {
    let bench = try bench()
    bench.receive(
      message(part("a", 1_371), at: 1), message(part("b", 1_371), at: 2), message("c", at: 3),
      message("d", at: 4))
    #expect(bench.network.takeWords() == ["consume 1 3", "consume 1 4"])
    #expect(try inbox(bench) == ["a1371 b1371 c1", "d1"])
  }

  @Test func `a message that only looks like a part waits for two seconds at most`() throws {
    let bench = try bench()
    bench.say(part("a", 1_200), at: 1)
    #expect(bench.worker.engine.timeToNextDue() == 2_000)
    #expect(try inbox(bench) == [])
    bench.wait(seconds: 1)
    #expect(bench.network.takeWords() == [])
    #expect(bench.worker.engine.timeToNextDue() == 1_000)
    bench.wait(seconds: 1)
    #expect(bench.network.takeWords() == ["consume 1 1"])
    bench.say("b", at: 2)
    #expect(try inbox(bench) == ["a1200", "b1"])
  }

  @Test func `a shorter or a longer message is no part, and waits for nothing`() throws {
    let bench = try bench()
    bench.say(part("a", 1_199), at: 1)
    bench.say(part("b", 1_373), at: 2)
    #expect(bench.network.takeWords() == ["consume 1 1", "consume 1 2"])
    #expect(try inbox(bench) == ["a1199", "b1373"])
  }

  @Test func `an action is no part of a text, and each goes on alone`() throws {
    let bench = try bench()
    bench.receive(
      message(part("a"), at: 1),
      message(part("b"), .action, at: 2),
      message("c", .action, at: 3), message("d", at: 4))
    #expect(
      bench.network.takeWords() == ["consume 1 1", "consume 1 3", "consume 1 4"])
    #expect(try inbox(bench) == ["a1322", "b1322 c1", "d1"])
  }

  @Test func `another contact is not held up, and its parts are its own`() throws {
    let bench = try bench()
    bench.say(part("a"), by: 1, at: 1)
    bench.say(part("x"), by: 2, at: 1)
    bench.say("y", by: 2, at: 2)
    #expect(bench.network.takeWords() == ["consume 2 2"])
    bench.say("b", by: 1, at: 2)
    #expect(try inbox(bench) == ["x1322 y1", "a1322 b1"])
  }

  @Test func `when the session ends nothing was acknowledged, and all of it comes again`() throws {
    let bench = try bench()
    bench.say(part("a"), at: 1)
    bench.receive(.offline(key(1)))
    bench.wait(seconds: 3)
    #expect(bench.network.takeWords().filter { $0.hasPrefix("consume") } == [])
    bench.receive(.online(key(1)))
    for (number, text) in [part("a"), part("b"), "c"].enumerated() {
      bench.receive(message(text, at: UInt32(number), session: 2))
    }
    #expect(try inbox(bench) == ["a1322 b1322 c1"])
  }

  @Test func `after a kill behind the commit the parts are known again, before it all are new`()
    throws
  {
    let bench = try bench()
    let parts = [part("a"), part("b"), "c"]
    bench.say(parts[0], at: 1)
    let before = try bench.restarted(rules)
    before.receive(.online(key(1)))
    for (number, text) in parts.enumerated() { before.say(text, at: UInt32(number)) }
    #expect(try inbox(before) == ["a1322 b1322 c1"])
    let behind = try before.restarted(rules)
    behind.receive(.online(key(1)))
    for (number, text) in parts.enumerated() { behind.say(text, at: UInt32(number)) }
    #expect(behind.network.takeWords().filter { $0.hasPrefix("consume") } == ["consume 1 2"])
    #expect(try inbox(behind) == ["a1322 b1322 c1"])
  }

  @Test func `a text of more than 64 KiB becomes several messages`() throws {
    let bench = try bench()
    let count = 60
    for number in 0..<count { bench.say(part("a", 1_372), at: UInt32(number)) }
    bench.say("b", at: UInt32(count))
    let texts = try bench.inbox()
    #expect(texts.count == 2)
    #expect(texts.allSatisfy { $0.utf8.count <= TextParts.bytesMax })
    #expect(texts.joined() == part("a", 1_372 * count) + "b")
  }

  @Test func `parts of so many contacts are held; texts of more stay in their parts`() throws {
    let bench = try bench()
    for number in 0..<TextParts.contactsMax {
      let other = ContactKey(
        bytes: Array(repeating: 9, count: 30) + [
          UInt8(number >> 8), UInt8(truncatingIfNeeded: number),
        ])
      bench.worker.engine.memory.partsDue[other] = bench.worker.engine.uptime()
    }
    bench.say(part("a"), at: 1)
    #expect(bench.network.takeWords() == ["consume 1 1"])
    #expect(try inbox(bench) == ["a1322"])
  }

  @Test func `a text with an id is no part, and is preceded by what was held`() throws {
    let bench = try bench()
    let stamp = MessageStamp(id: [UInt8](repeating: 1, count: 32), seconds: 1)
    bench.say(part("a"), at: 1)
    bench.receive(message(part("b"), stamp: stamp, at: 2))
    #expect(
      bench.network.takeWords() == ["consume 1 1", "consume 1 2", "acknowledge 1 1"])
    #expect(try inbox(bench) == ["a1322", "b1322"])
  }

  @Test func `a batch that is undone holds what it held before`() throws {
    let bench = try WorkerBench(rules, pageCountMax: 120)
    try bench.befriend(1)
    var number: UInt32 = 1
    while number < 200, bench.receive(message(part("x", 8_000), at: number)) { number += 1 }
    #expect(number > 1 && number < 200)
    bench.say(part("a"), at: 1_000)
    let batch = [EngineInput.network([message("b" + part("y", 8_000), at: 1_001)])]
    let isCommitted = bench.worker.engine.handle(batch)
    #expect(!isCommitted)
    try bench.store.write { transaction throws(StoreError) in
      _ = try transaction.forget(
        olderThan: bench.clock.now.advanced(byMilliseconds: 1), sparingOwed: true,
        rows: .max, now: bench.clock.now)
    }
    try bench.store.clean()
    _ = bench.network.takeWords()
    let isCommittedNow = bench.worker.engine.handle(batch)
    #expect(isCommittedNow)
    #expect(bench.network.takeWords() == ["consume 1 1001"])
    #expect(try inbox(bench) == ["a1322 b1 y8000"])
  }

  @Test func `a clock that is set back holds nothing up`() throws {
    let bench = try bench()
    bench.say(part("a"), at: 1)
    bench.clock.step(seconds: -3_600)
    #expect(bench.worker.engine.timeToNextDue() == TextParts.patience)
    bench.wait(seconds: 2)
    #expect(try inbox(bench) == ["a1322"])
  }

  @Test func `a contact that is removed takes its parts along`() throws {
    let bench = try bench()
    bench.say(part("a"), at: 1)
    bench.receive(.control(.command(.contactBlock(ContactReference(hex(1))))) { _ in })
    bench.wait(seconds: 3)
    #expect(try inbox(bench) == [])
    #expect(bench.worker.engine.memory.partsDue.isEmpty)
  }

  @Test func `at the end what is held is handled, not waited for`() throws {
    let bench = try bench()
    bench.say(part("a"), at: 1)
    bench.receive(.stop)
    #expect(bench.network.takeWords() == ["consume 1 1"])
    #expect(try inbox(bench) == ["a1322"])
  }

  @Test func `a bot that wants no joining gets each message as it is`() throws {
    let bench = try WorkerBench("messages { join = false }\n" + rules)
    try bench.befriend(1)
    bench.say(part("a"), at: 1)
    bench.say("b", at: 2)
    #expect(bench.network.takeWords() == ["consume 1 1", "consume 1 2"])
    #expect(try inbox(bench) == ["a1322", "b1"])
  }
}
