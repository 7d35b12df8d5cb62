import Foundation
import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Long removals run between the batches of messages, not in them.
@Suite struct `Forgetting beside the batches` {
  private static let rules = """
    contacts { accept = 'everyone' } inbox { keep = '30d' }
    on('message', function(message) message:keep() end)
    """

  /// A bot with so many messages of 40 days ago.
  private func bench(_ count: Int, in directory: WorkerBench.Directory? = nil) throws -> WorkerBench
  {
    let bench = try WorkerBench(Self.rules, in: directory)
    try bench.befriend(1)
    try bench.store.write { tx throws(StoreError) in
      let old = bench.clock.now.advanced(byMilliseconds: -40 * 86_400_000)
      var consequences = RuleConsequences()
      let context = EffectContext(
        now: old, partBytesMax: 1_372
      ) { _, _, _ in [] }
      for _ in 0..<count {
        guard let id = try tx.receive(from: key(1)), let contact = tx.contact(key(1)) else {
          throw .unknownContact
        }
        let message = InboundMessage(
          id: id, contact: contact, kind: .text, text: String(repeating: "old", count: 400),
          receivedAt: old)
        try tx.apply(
          RuleOutcome(effects: [.keep]), of: message, in: context, to: &consequences)
      }
    }
    try bench.store.clean()
    bench.clock.advance(seconds: 3_601)
    return bench
  }

  private let all = InboxFilter(status: nil, limit: 10_000)

  private func journalBytes(_ bench: WorkerBench) throws -> Int {
    try Data(contentsOf: URL(filePath: bench.path + "/state.sqlite-wal")).count
  }

  @Test func `pruning leaves room for messages after each step, and empties the journal`()
    throws
  {
    let bench = try bench(6_000)
    var steps = 0
    while bench.worker.engine.forgetNextStep() {
      steps += 1
      #expect(try journalBytes(bench) == 0)
      let isCommitted = bench.worker.engine.handle([.network([message("new", at: UInt32(steps))])])
      #expect(isCommitted && bench.network.takeWords() == ["consume 1 \(steps)"])
      // The bot does not sleep until the removal is done.
      if try bench.inbox().contains(String(repeating: "old", count: 400)) {
        #expect(bench.worker.engine.timeToNextDue() == 0)
      }
    }
    #expect(steps > 4)
    #expect(try bench.inbox() == [String](repeating: "new", count: steps))
    #expect(try bench.store.check() == [])
  }

  @Test func `a step that fails is told and tried again, and undoes no message`() throws {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try bench(300, in: directory)
    let isCommitted = bench.worker.engine.handle([.network([message("new")])])
    #expect(isCommitted && bench.network.takeWords() == ["consume 1 1"])
    disk.set(.full)
    #expect(!bench.worker.engine.forgetNextStep())
    #expect(bench.reports.lines("store_error").count == 1)
    #expect(!bench.worker.engine.forgetNextStep(), "not at once again")
    #expect(bench.reports.lines("store_error").count == 1)
    disk.set(nil)
    bench.wait(seconds: 6)
    #expect(try bench.inbox() == ["new"])
  }

  @Test func `while another process reads, pruning waits rather than fill the journal`() throws {
    let bench = try bench(600)
    let left = try Store.reading(home: bench.path) { reader throws(StoreError) in
      _ = try reader.inbox()
      bench.receive()
      return try bench.store.read { own throws(StoreError) in try own.inbox(all).count }
    }
    #expect((400...401).contains(left ?? 0), "one step")
    bench.wait(seconds: 6)
    #expect(try bench.inbox() == [])
  }

  @Test func `the removal of many strangers is answered when the last of them is gone`() throws {
    let bench = try WorkerBench("contacts { accept = 'everyone' }")
    for number in 1...200 as ClosedRange<UInt8> {
      bench.receive(.contactRequest(key(number), text: "hello"))
    }
    let answers = Mutex<[Reply]>([])
    bench.worker.engine.serve([
      OwnerRequest(request: .command(.contactRemoveNeverSeen)) { answer in
        answers.withLock { $0.append(answer) }
      }
    ])
    #expect(answers.withLock { $0 } == [])
    #expect(bench.worker.engine.timeToNextDue() == 0)
    #expect(bench.worker.engine.forgetNextStep())
    // Meanwhile one of them comes online.
    let isCommitted = bench.worker.engine.handle([.network([.online(key(200))])])
    #expect(isCommitted && answers.withLock { $0 } == [])
    bench.receive()
    guard case .forgotten(let summary)? = answers.withLock({ $0 }).first else {
      Issue.record("no answer")
      return
    }
    #expect(summary.contacts == 199 && !summary.copiesMayRemain)
    let left = try bench.store.read { reader throws(StoreError) in try reader.storedContacts() }
    #expect(left.map(\.contact.key) == [key(200)])
  }

  @Test func `a removal that the disk refuses is answered with why, and how far it came`() throws {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try WorkerBench("contacts { accept = 'everyone' }", in: directory)
    bench.receive(.contactRequest(key(1), text: "hello"))
    disk.set(.writing)
    let answer = Mutex<Reply?>(nil)
    bench.receive(
      .control(.command(.contactRemoveNeverSeen)) { reply in answer.withLock { $0 = reply } })
    guard case .failed(let sentence, _, _)? = answer.withLock({ $0 }) else {
      Issue.record("no answer")
      return
    }
    #expect(sentence.hasPrefix("0 contacts are removed; the others stay. The disk failed"))
  }
}

/// Cleaning the files of what was forgotten.
@Suite struct `Cleaning files` {
  private func owes(_ bench: WorkerBench) throws -> Bool {
    try bench.store.read { reader throws(StoreError) in try reader.meta(.rewritingOwed) } != nil
  }

  private func largeOffice() throws -> WorkerBench {
    let bench = try WorkerBench("on('message', function(message) message:keep() end)")
    try bench.befriend(1)
    try bench.store.write { tx throws(StoreError) in
      try tx.run("INSERT INTO key_values VALUES ('large', hex(zeroblob(34 << 20)))")
    }
    bench.say("whisper")
    return bench
  }

  private func erase(_ bench: WorkerBench) -> Reply? {
    let answer = Mutex<Reply?>(nil)
    bench.receive(
      .control(.command(.inboxErase(messages: [1]))) { reply in answer.withLock { $0 = reply } })
    return answer.withLock { $0 }
  }

  @Test func `in a large database an erasure says that a copy stays until a quiet minute`()
    throws
  {
    let bench = try largeOffice()
    var summary = ForgottenSummary(
      messages: 1, droppedAnswers: 0, deliveries: 0, droppedDeliveries: 0)
    summary.copiesMayRemain = true
    #expect(erase(bench) == .forgotten(summary))
    #expect(try owes(bench))
    bench.wait(seconds: 30)
    bench.say("not now", at: 2)
    bench.wait(seconds: 31)
    #expect(try owes(bench))
    #expect(bench.worker.engine.timeToNextDue() == 60_000)
    bench.wait(seconds: 60)
    #expect(try !owes(bench))
    #expect(bench.worker.engine.timeToNextDue() == nil)
  }

  @Test func `for a bot that is never quiet the database is rewritten a day later`() throws {
    let bench = try largeOffice()
    _ = erase(bench)
    for minute in 0..<1_480 as Range<UInt32> {
      if minute == 1_435 { #expect(try owes(bench)) }
      bench.clock.advance(seconds: 59)
      bench.say("again", at: minute + 2)
    }
    bench.wait(seconds: 59)
    #expect(try !owes(bench))
  }

  @Test func `what a person is told after cleaning says what is left, and why`() {
    let reply = Reply.forgotten(
      ForgottenSummary(messages: 1, droppedAnswers: 0, deliveries: 0, droppedDeliveries: 0))
    #expect(reply.after(cleaning: .success(.clean)) == reply)
    guard case .failed(let busy, _, _) = reply.after(cleaning: .success(.journalInUse)),
      case .failed(let failed, _, _) = reply.after(cleaning: .failure(.inputOutput("gone"))),
      case .forgotten(let summary) = reply.after(cleaning: .success(.rewritingOwed))
    else {
      Issue.record("other answers")
      return
    }
    #expect(busy.contains("another process reads"))
    #expect(failed.contains("It is deleted") && failed.contains("gone"))
    #expect(summary.copiesMayRemain)
    #expect(Reply.done.after(cleaning: .success(.rewritingOwed)) == .done)
  }

  @Test func `commands that only read write nothing anew beside a bot`() throws {
    let directory = try WorkerBench.Directory()
    let bench = try WorkerBench(
      "on('message', function(message) message:keep() end)", in: directory)
    try bench.befriend(1)
    bench.say("whisper")
    try bench.store.write { tx throws(StoreError) in
      _ = try tx.forget(message: MessageID(1), now: bench.clock.now)
    }
    _ = try BotHome.exportKey(path: bench.path, passphrase: nil)
    let file = directory.path + "/saved"
    try BotHome.backUp(path: bench.path, to: file, replaces: false)
    #expect(FileManager.default.fileExists(atPath: file))
    #expect(try owes(bench))
  }

  @Test func `the reserve is taken again when there is room again`() throws {
    let bench = try WorkerBench("on('message', function(message) message:keep() end)")
    bench.receive()
    let path = bench.path + "/reserve"
    bench.disk.set { $0.freeBytes = 1 }
    bench.wait(seconds: 1)
    #expect(!FileManager.default.fileExists(atPath: path))
    bench.disk.set { $0.freeBytes = 1 << 39 }
    bench.wait(seconds: 1)
    #expect(FileManager.default.fileExists(atPath: path))
  }
}
