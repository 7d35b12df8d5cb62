import GatewayCore
import Testing

@testable import GatewayStore

/// What makes room in a database that is full: messages that no rule kept, and only once they owe
/// nothing any more.
@Suite struct UnkeptTests {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2)
  }

  private func take(
    _ text: String, isAcknowledged: Bool = true, _ rule: (InboundMessage) -> RuleOutcome
  ) throws -> MessageID {
    try store.write { tx throws(StoreError) in
      var id = MessageID(0)
      try tx.handle(text, from: 1) { message in
        id = message.id
        return rule(message)
      }
      if isAcknowledged { try tx.markAcknowledged(through: id, of: key(1)) }
      return id
    }
  }

  private func makeRoom() throws {
    try store.erase { tx throws(StoreError) in
      var next: MessageID? = MessageID(0)
      while let id = next { next = try tx.forgetUnkept(after: id, now: noon) }
    }
  }

  @Test func `an unkept message goes with its answers and failures; a kept one stays`() throws {
    _ = try take("unkept-text") { _ in
      RuleOutcome(
        effects: [.reply(to: key(1), text: "its-answer", kind: .text)],
        failure: RuleFailure(reason: .error, file: "bot.lua", line: 1, message: "its-failure"))
    }
    _ = try take("kept-text") { _ in RuleOutcome(effects: [.keep]) }
    try store.write { tx throws(StoreError) in
      try tx.markReceived(try tx.outbox(of: key(1)).map(\.id))
    }
    try makeRoom()
    for text in ["unkept-text", "its-answer", "its-failure"] { #expect(try !home.holds(text)) }
    #expect(try home.holds("kept-text"))
  }

  @Test func `what is owed stays, and so does its message`() throws {
    _ = try take("to a webhook") { _ in
      RuleOutcome(effects: [.forward(webhook: "desk", body: "body", contact: key(1))])
    }
    _ = try take("told to another") { _ in
      RuleOutcome(effects: [.reply(to: key(2), text: "passed on", kind: .text)])
    }
    _ = try take("without a tick yet", isAcknowledged: false) { _ in RuleOutcome() }
    try makeRoom()
    for text in ["to a webhook", "body", "told to another", "passed on", "without a tick yet"] {
      #expect(try home.holds(text))
    }
    // The message is there still: forgetting its sender takes back what was passed on.
    try store.erase { tx throws(StoreError) in try tx.forget(contact: key(1), now: noon) }
    #expect(try !home.holds("passed on"))
  }

  @Test func `a long history makes way in steps`() throws {
    try store.write { tx throws(StoreError) in
      for _ in 0..<2_100 { try tx.handle("filler", from: 1) { _ in RuleOutcome() } }
      try tx.markAcknowledged(through: MessageID(2_100), of: key(1))
    }
    let next = try store.write { tx throws(StoreError) in
      try tx.forgetUnkept(after: MessageID(0), now: noon)
    }
    #expect(next == MessageID(2_000))
    try makeRoom()
    #expect(try !home.holds("filler"))
  }
}
