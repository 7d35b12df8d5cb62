import GatewayCore
import Testing

@testable import GatewayStore

/// The writer's cache matches the database.
@Suite struct `The cache of the writer` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1)
  }

  private func say(_ text: String) throws {
    try store.write { tx throws(StoreError) in
      try tx.handle(text, from: 1) { _ in
        RuleOutcome(effects: [.reply(to: key(1), text: "re " + text, kind: .text)])
      }
    }
  }

  @Test func `an undone transaction leaves nothing in the cache`() throws {
    try say("one")
    #expect(throws: StoreError.unknownContact) {
      try store.write { tx throws(StoreError) in
        try tx.handle("two", from: 1) { _ in RuleOutcome() }
        try tx.setPublicStatus("undone", of: key(1))
        throw .unknownContact
      }
    }
    try store.write { tx throws(StoreError) in
      #expect(tx.messageCount(of: key(1)) == 1)
      #expect(tx.contact(key(1))?.publicStatus == nil)
      #expect(try tx.receive(from: key(1)) == MessageID(4))
    }
  }

  @Test func `many messages of one transaction are all written, in order`() throws {
    let texts = (0..<(3 * PendingRows.rowsPerStatement + 5)).map { "m\($0)" }
    try store.write { tx throws(StoreError) in
      for text in texts {
        try tx.handle(text, from: 1) { message in
          RuleOutcome(effects: [
            .keep, .reply(to: key(1), text: "re " + message.text, kind: .action),
          ])
        }
      }
    }
    try store.read { reader throws(StoreError) in
      let inbox = try reader.inbox(InboxFilter(limit: 1_000)).reversed()
      #expect(inbox.map(\.content) == texts.map { .plain($0) })
      #expect(try reader.outbox(of: key(1), limit: 1_000).map(\.text) == texts.map { "re " + $0 })
      #expect(try reader.outbox(of: key(1), limit: 1).first?.kind == .action)
    }
  }

  @Test func `a transaction reads what it wrote a moment ago`() throws {
    try store.write { tx throws(StoreError) in
      try tx.handle("one", from: 1) { _ in RuleOutcome(effects: [.keep]) }
      #expect(try tx.inbox().map(\.content) == [.plain("one")])
      #expect(
        try tx.doubtfulItems(of: key(1), limit: 9).map(\.fingerprint) == fingerprints(of: "one"))
      try tx.forget(contact: key(1), now: noon)
      #expect(try tx.messageTexts() == [])
    }
  }

  @Test func `the counts of values and timers are those of the tables`() throws {
    try store.write { tx throws(StoreError) in
      #expect((tx.valueCount, tx.timerCount) == (0, 0))
      for name in ["a", "b", "b"] {
        try tx.setValue(name, forKey: StoreKey.bot(name))
        try tx.setValue(name, forKey: StoreKey.contact(key(1), name))
        try tx.setTimer(name, contact: nil, delay: 0, payload: "", now: noon)
        try tx.setTimer(name, contact: key(1), delay: 0, payload: "", now: noon)
      }
      try tx.setTimer("c", contact: key(9), delay: 0, payload: "of nobody", now: noon)
      try tx.setValue(nil, forKey: StoreKey.bot("a"))
      try tx.setValue(nil, forKey: StoreKey.bot("a"))
      try tx.cancelTimer("a", contact: nil)
      #expect((tx.valueCount, tx.timerCount) == (3, 3))
      #expect(tx.hasTimer("b", contact: nil) && tx.hasTimer("a", contact: key(1)))
      #expect(!tx.hasTimer("a", contact: nil))
    }
    try store.write { tx throws(StoreError) in
      _ = try tx.takeDueTimers(now: noon, limit: 1)
      #expect((tx.valueCount, tx.timerCount) == (3, 2))
    }
    try store.close()
    try home.open().write { tx throws(StoreError) in
      #expect((tx.valueCount, tx.timerCount) == (3, 2))
    }
  }

  @Test func `removing a contact removes its values and timers, and no other's`() throws {
    try store.write { tx throws(StoreError) in
      try tx.addContact(2)
      for contact in [key(1), key(2)] {
        try tx.setValue("1", forKey: StoreKey.contact(contact, "strikes"))
        try tx.setTimer("remind", contact: contact, delay: 0, payload: "", now: noon)
      }
      try tx.setValue("1", forKey: StoreKey.bot("strikes"))
      #expect((tx.valueCount, tx.timerCount) == (3, 2))
      try tx.forget(contact: key(1), now: noon)
      #expect((tx.valueCount, tx.timerCount) == (2, 1))
      #expect(tx.value(forKey: StoreKey.contact(key(1), "strikes")) == nil)
      #expect(tx.value(forKey: StoreKey.contact(key(2), "strikes")) == "1")
    }
  }

  @Test func `counts and acknowledgements are on the disk after a transaction`() throws {
    try say("one")
    try store.write { tx throws(StoreError) in
      try tx.markAcknowledged(through: MessageID(1), of: key(1))
    }
    try store.close()
    try home.open().write { tx throws(StoreError) in
      #expect(tx.messageCount(of: key(1)) == 1)
      #expect(try tx.doubtfulItems(of: key(1), limit: 9).isEmpty)
    }
  }

  @Test func `held content is not written`() throws {
    let consequences = try store.write(policy: .held) { tx throws(StoreError) in
      try tx.handle("whisper", from: 1) { _ in
        RuleOutcome(
          effects: [
            .keep, .reply(to: key(1), text: "whisper too", kind: .text),
            .forward(webhook: "desk", body: "whisper", contact: key(1)),
          ], failure: RuleFailure(reason: .error, file: "f", line: 1, message: "whisper"))
      }
    }
    #expect(consequences.answers.map(\.text) == ["whisper too"])
    let due = try store.write { tx throws(StoreError) in
      try tx.takeDeliveries(to: "desk", atMost: 9, now: noon, excluding: [], looksUp: true).due
    }
    #expect(due.map(\.body) == ["whisper"])
    #expect(try !home.holds("whisper"))
    try store.write { tx throws(StoreError) in #expect(tx.messageCount(of: key(1)) == 1) }
  }

  @Test func `held content is unchanged after an undone transaction`() throws {
    func whisper(_ text: String, in tx: StoreTransaction) throws(StoreError) {
      let consequences = try tx.handle(text, from: 1) { _ in
        RuleOutcome(effects: [
          .reply(to: key(1), text: "re " + text, kind: .text),
          .forward(webhook: "desk", body: text, contact: key(1)),
        ])
      }
      for answer in consequences.answers { #expect(tx.hold(answer)) }
    }
    try store.write(policy: .held) { tx throws(StoreError) in try whisper("hush-1", in: tx) }
    #expect(throws: StoreError.unknownContact) {
      try store.write(policy: .held) { tx throws(StoreError) in
        try whisper("hush-2", in: tx)
        #expect(try tx.outbox(of: key(1)).map(\.text) == ["re hush-1", "re hush-2"])
        try tx.forget(contact: key(1), now: noon)
        throw .unknownContact
      }
    }
    #expect(try store.heldCounts() == (1, 1))
    try store.write(policy: .held) { tx throws(StoreError) in
      let waiting = try tx.outbox(of: key(1))
      #expect(waiting.map(\.text) == ["re hush-1"])
      #expect(try !tx.markReceived(waiting.map(\.id), areNamed: false, by: key(1)))
      let due = try tx.takeDeliveries(
        to: "desk", atMost: 9, now: noon, excluding: [], looksUp: false
      ).due
      #expect(due.map(\.body) == ["hush-1"])
      let attempt = try tx.record(
        .delivered(status: 200), of: due[0].id, startedAt: noon, jitter: 0, now: noon)
      #expect(attempt?.isStored == false && attempt?.webhook == "desk")
    }
    #expect(try store.heldCounts() == (0, 0))
    #expect(try !home.holds("hush"))
  }
}
