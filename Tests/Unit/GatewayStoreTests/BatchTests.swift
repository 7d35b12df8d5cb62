import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `A batch in the store` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open()
  }

  @Test func `a batch commits messages and what the rules decided about them together`() throws {
    let consequences = try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      return try tx.handle("hello", from: 1) { message in
        RuleOutcome(effects: [
          .keep, .reply(to: message.contact.key, text: "hi", kind: .text),
          .forward(webhook: "desk", body: "{}", contact: message.contact.key),
          .store(key: "last", value: message.text), .publicStatus(message.contact.key, "read"),
          .timer(name: "ask", contact: message.contact.key, delay: 5_000, payload: "again"),
          .log("seen"),
        ])
      }
    }
    #expect(consequences.answers.map(\.contact) == [key(1)])
    #expect(consequences.answers.map(\.text) == ["hi"])
    #expect(consequences.logLines == ["seen"])
    try store.read { reader throws(StoreError) in
      #expect(try reader.inbox().map(\.content) == [.plain("hello")])
      #expect(try reader.outbox(of: key(1)).map(\.text) == ["hi"])
      #expect(try reader.dueDeliveries(now: noon, limit: 9).map(\.webhookID) == ["msg_1"])
      #expect(try reader.storedValue(forKey: "last") == "hello")
      #expect(try reader.storedContact(key(1))?.contact.publicStatus == "read")
      #expect(try reader.nextTimerDue() == noon.advanced(byMilliseconds: 5_000))
    }
  }

  @Test func `nothing of a failed batch remains`() throws {
    #expect(throws: StoreError.unknownContact) {
      try store.write { tx throws(StoreError) in
        try tx.addContact(1)
        try tx.handle("hello", from: 1) { _ in RuleOutcome(effects: [.keep]) }
        try tx.handle("hello", from: 2) { _ in RuleOutcome(effects: [.keep]) }
      }
    }
    #expect(try store.read { reader throws(StoreError) in try reader.storedContacts() }.isEmpty)
    #expect(try store.read { reader throws(StoreError) in try reader.inbox() }.isEmpty)
  }

  @Test func `a rule sees what earlier messages of its own batch did`() throws {
    let answers = try store.write(online: [key(1)]) { tx throws(StoreError) in
      try tx.addContact(1)
      var answers: [String] = []
      for text in ["one", "two", "three"] {
        try tx.handle(text, from: 1) { message in
          let known = tx.contact(message.contact.key)
          answers.append(
            "\(tx.messageCount(of: key(1))) \(tx.value(forKey: "last") ?? "-")"
              + " \(known?.publicStatus ?? "-") \(known?.isOnline ?? false)")
          return RuleOutcome(effects: [
            .store(key: "last", value: text), .publicStatus(key(1), text),
          ])
        }
      }
      return answers
    }
    #expect(answers == ["0 - - true", "1 one one true", "2 two two true"])
  }

  @Test func `a message that no rule keeps is stored outside the inbox`() throws {
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      try tx.handle("hello", from: 1) { _ in RuleOutcome() }
    }
    try store.read { reader throws(StoreError) in
      #expect(try reader.inbox().isEmpty)
      #expect(try reader.item(MessageID(1))?.content == .plain("hello"))
    }
  }

  @Test func `a failing rule is recorded with its line`() throws {
    let failure = RuleFailure(reason: .error, file: "bot.lua", line: 7, message: "no such table")
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      try tx.handle("hello", from: 1) { _ in RuleOutcome(effects: [.keep], failure: failure) }
    }
    let failures = try store.read { reader throws(StoreError) in try reader.ruleFailures() }
    #expect(failures.map(\.failure) == [failure])
    #expect(failures.first?.message == MessageID(1))
  }

  @Test func `only actual changes of contacts are returned`() throws {
    let consequences = try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      try tx.addContact(2, state: .requested)
      return try tx.handle("hello", from: 1) { _ in
        RuleOutcome(effects: [
          .accept(key(1)), .accept(key(2)), .block(key(2)), .remove(key(1)), .remove(key(1)),
          .reply(to: key(1), text: "gone", kind: .text),
        ])
      }
    }
    #expect(consequences.contactChanges == [.accepted(key(2)), .blocked(key(2)), .removed(key(1))])
    #expect(consequences.answers.isEmpty)
  }

  @Test func `message numbers grow over a restart and are never reused`() throws {
    var ids: [MessageID?] = []
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      ids.append(try tx.receive(from: key(1)))
      try tx.markAcknowledged(through: MessageID(9), of: key(1))
    }
    try store.close()
    try home.open().write { tx throws(StoreError) in
      ids.append(try tx.receive(from: key(1)))
    }
    #expect(ids == [MessageID(1), MessageID(2)])
  }

  @Test func `committed messages without an acknowledgement are known after a restart, in order`()
    throws
  {
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      for text in ["a", "b", "c"] { try tx.handle(text, from: 1) { _ in RuleOutcome() } }
      try tx.markAcknowledged(through: MessageID(1), of: key(1))
    }
    try store.close()
    let waiting = try home.open().read { reader throws(StoreError) in
      try reader.doubtfulItems(of: key(1), limit: 3)
    }
    #expect(waiting.map(\.id) == [MessageID(1), MessageID(2), MessageID(3)])
    #expect(waiting.map(\.fingerprint) == fingerprints(of: "a", "b", "c"))
    #expect(waiting.map(\.isAcknowledged) == [true, false, false])
  }

  @Test func `a contact's return reads its newest messages, however many are in doubt`() throws {
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      for number in 0..<300 { try tx.handle("\(number)", from: 1) { _ in RuleOutcome() } }
      let found = try tx.doubtfulItems(of: key(1), limit: 4)
      #expect(found.map(\.fingerprint) == fingerprints(of: "296", "297", "298", "299"))
      try tx.markAcknowledged(through: MessageID(300), of: key(1))
      #expect(try tx.doubtfulItems(of: key(1), limit: 4).isEmpty)
    }
  }
}
