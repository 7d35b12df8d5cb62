import Foundation
import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayStore

/// What takes long of forgetting stands beside the batches of messages, not in them.
@Suite struct ForgettingStepTests {
  private static let rules = """
    contacts { accept = 'everyone' } inbox { keep = '30d' }
    on('message', function(message) message:keep() end)
    """

  /// With so many messages of 40 days ago.
  private func office(_ count: Int, in directory: Office.Directory? = nil) throws -> Office {
    let office = try Office(Self.rules, in: directory)
    try office.befriend(1)
    try office.store.write { tx throws(StoreError) in
      let old = office.clock.now.advanced(byMilliseconds: -40 * 86_400_000)
      var aftermath = Aftermath()
      let context = EffectContext(now: old, partBytesMax: 1_372) { _, _, _ in [] }
      for _ in 0..<count {
        guard let id = try tx.receive(from: key(1)), let contact = tx.contact(key(1)) else {
          throw .unknownContact
        }
        let message = InboundMessage(
          id: id, contact: contact, kind: .text, text: String(repeating: "old", count: 400),
          receivedAt: old)
        try tx.apply(
          RuleOutcome(effects: [.keep]), of: message, in: context, to: &aftermath)
      }
    }
    try office.store.clean()
    office.clock.advance(seconds: 3_601)
    return office
  }

  private let all = InboxFilter(status: nil, limit: 10_000)

  private func journalBytes(_ office: Office) throws -> Int {
    try Data(contentsOf: URL(filePath: office.path + "/state.sqlite-wal")).count
  }

  @Test func `Pruning leaves room for messages after each step, and empties the journal`()
    throws
  {
    let office = try office(6_000)
    var steps = 0
    while office.worker.forgetNextStep() {
      steps += 1
      #expect(try journalBytes(office) == 0)
      let isCommitted = office.worker.handle([.network(message("new", at: UInt32(steps)))])
      #expect(isCommitted && office.network.takeWords() == ["consume 1 \(steps)"])
      // The bot does not sleep before it is done.
      if try office.inbox().contains(String(repeating: "old", count: 400)) {
        #expect(office.worker.timeToNextDue() == 0)
      }
    }
    #expect(steps > 4)
    #expect(try office.inbox() == [String](repeating: "new", count: steps))
    #expect(try office.store.check() == [])
  }

  @Test func `A step that fails is told and tried again, and undoes no message`() throws {
    let directory = try Office.Directory()
    let disk = try TestDisk(under: directory)
    let office = try office(300, in: directory)
    let isCommitted = office.worker.handle([.network(message("new"))])
    #expect(isCommitted && office.network.takeWords() == ["consume 1 1"])
    disk.set(.full)
    #expect(!office.worker.forgetNextStep())
    #expect(office.reports.lines("store_error").count == 1)
    #expect(!office.worker.forgetNextStep(), "not at once again")
    #expect(office.reports.lines("store_error").count == 1)
    disk.set(nil)
    office.wait(seconds: 6)
    #expect(try office.inbox() == ["new"])
  }

  @Test func `While another process reads, pruning waits rather than fill the journal`() throws {
    let office = try office(600)
    let left = try Store.reading(home: office.path) { reader throws(StoreError) in
      _ = try reader.inbox()
      office.receive()
      return try office.store.read { own throws(StoreError) in try own.inbox(all).count }
    }
    #expect((400...401).contains(left ?? 0), "one step")
    office.wait(seconds: 6)
    #expect(try office.inbox() == [])
  }

  @Test func `The removal of many strangers is answered when the last of them is gone`() throws {
    let office = try Office("contacts { accept = 'everyone' }")
    for number in 1...200 as ClosedRange<UInt8> {
      office.receive(.contactRequest(key(number), text: "hello"))
    }
    let answers = Mutex<[Reply]>([])
    office.worker.serve([
      OwnerRequest(request: .command(.contactRemoveNeverSeen)) { answer in
        answers.withLock { $0.append(answer) }
      }
    ])
    #expect(answers.withLock { $0 } == [])
    #expect(office.worker.timeToNextDue() == 0)
    #expect(office.worker.forgetNextStep())
    // Meanwhile one of them comes.
    let isCommitted = office.worker.handle([.network(.online(key(200)))])
    #expect(isCommitted && answers.withLock { $0 } == [])
    office.receive()
    guard case .forgotten(let summary)? = answers.withLock({ $0 }).first else {
      Issue.record("no answer")
      return
    }
    #expect(summary.contacts == 199 && !summary.copiesMayRemain)
    let left = try office.store.read { reader throws(StoreError) in try reader.storedContacts() }
    #expect(left.map(\.contact.key) == [key(200)])
  }

  @Test func `A removal that the disk refuses is answered with why, and how far it came`() throws {
    let directory = try Office.Directory()
    let disk = try TestDisk(under: directory)
    let office = try Office("contacts { accept = 'everyone' }", in: directory)
    office.receive(.contactRequest(key(1), text: "hello"))
    disk.set(.writing)
    let answer = Mutex<Reply?>(nil)
    office.receive(
      .control(.command(.contactRemoveNeverSeen)) { reply in answer.withLock { $0 = reply } })
    guard case .failed(let sentence)? = answer.withLock({ $0 }) else {
      Issue.record("no answer")
      return
    }
    #expect(sentence.hasPrefix("0 contacts are removed; the others stay. The disk failed"))
  }
}

/// Cleaning the files of what was forgotten.
@Suite struct CleaningTests {
  private func owes(_ office: Office) throws -> Bool {
    try office.store.read { reader throws(StoreError) in try reader.meta(.rewritingOwed) } != nil
  }

  private func largeOffice() throws -> Office {
    let office = try Office("on('message', function(message) message:keep() end)")
    try office.befriend(1)
    try office.store.write { tx throws(StoreError) in
      try tx.run("INSERT INTO key_values VALUES ('large', hex(zeroblob(34 << 20)))")
    }
    office.say("whisper")
    return office
  }

  private func erase(_ office: Office) -> Reply? {
    let answer = Mutex<Reply?>(nil)
    office.receive(
      .control(.command(.inboxErase(messages: [1]))) { reply in answer.withLock { $0 = reply } })
    return answer.withLock { $0 }
  }

  @Test func `Who erases in a large database is told that a copy may stay, until a quiet minute`()
    throws
  {
    let office = try largeOffice()
    var summary = ForgottenSummary(
      messages: 1, droppedAnswers: 0, deliveries: 0, droppedDeliveries: 0)
    summary.copiesMayRemain = true
    #expect(erase(office) == .forgotten(summary))
    #expect(try owes(office))
    office.wait(seconds: 30)
    office.say("not now", at: 2)
    office.wait(seconds: 31)
    #expect(try owes(office))
    #expect(office.worker.timeToNextDue() == 60_000)
    office.wait(seconds: 60)
    #expect(try !owes(office))
    #expect(office.worker.timeToNextDue() == nil)
  }

  @Test func `A bot that is never quiet writes it anew a day later all the same`() throws {
    let office = try largeOffice()
    _ = erase(office)
    for minute in 0..<1_480 as Range<UInt32> {
      if minute == 1_435 { #expect(try owes(office)) }
      office.clock.advance(seconds: 59)
      office.say("again", at: minute + 2)
    }
    office.wait(seconds: 59)
    #expect(try !owes(office))
  }

  @Test func `What a person is told after cleaning says what is left, and why`() {
    let reply = Reply.forgotten(
      ForgottenSummary(messages: 1, droppedAnswers: 0, deliveries: 0, droppedDeliveries: 0))
    #expect(reply.told(.success(.clean)) == reply)
    guard case .failed(let busy) = reply.told(.success(.journalInUse)),
      case .failed(let failed) = reply.told(.failure(.inputOutput("gone"))),
      case .forgotten(let summary) = reply.told(.success(.rewritingOwed))
    else {
      Issue.record("other answers")
      return
    }
    #expect(busy.contains("another process reads"))
    #expect(failed.contains("It is deleted") && failed.contains("gone"))
    #expect(summary.copiesMayRemain)
    #expect(Reply.done.told(.success(.rewritingOwed)) == .done)
  }

  @Test func `Commands that only read write nothing anew beside a bot`() throws {
    let directory = try Office.Directory()
    let office = try Office("on('message', function(message) message:keep() end)", in: directory)
    try office.befriend(1)
    office.say("whisper")
    try office.store.write { tx throws(StoreError) in
      _ = try tx.forget(message: MessageID(1), now: office.clock.now)
    }
    _ = try BotHome.exportKey(path: office.path, passphrase: nil)
    let file = directory.path + "/saved"
    try BotHome.backUp(path: office.path, to: file, replaces: false)
    #expect(FileManager.default.fileExists(atPath: file))
    #expect(try owes(office))
  }

  @Test func `The reserve is taken again when there is room again`() throws {
    let office = try Office("on('message', function(message) message:keep() end)")
    office.receive()
    let path = office.path + "/reserve"
    office.disk.set { $0.freeBytes = 1 }
    office.wait(seconds: 1)
    #expect(!FileManager.default.fileExists(atPath: path))
    office.disk.set { $0.freeBytes = 1 << 39 }
    office.wait(seconds: 1)
    #expect(FileManager.default.fileExists(atPath: path))
  }
}
