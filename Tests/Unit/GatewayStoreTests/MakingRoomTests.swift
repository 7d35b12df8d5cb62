import GatewayCore
import Testing

@testable import GatewayStore

/// Making room in a full database: messages that no rule kept are erased, and only once nothing of
/// them is waiting any more.
@Suite struct `Room in a full database` {
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

  /// - Parameter minutes: after noon.
  @discardableResult
  private func makeRoom(_ minutes: Int64 = 0, rows: Int = 3) throws -> Forgotten {
    let now = noon.advanced(byMilliseconds: minutes * 60_000)
    return try store.erase { tx throws(StoreError) in
      var forgotten = Forgotten()
      var next: RoomPlace? = .beginning
      while let place = next {
        let step = try tx.makeRoom(
          from: place, settledBefore: now.advanced(byMilliseconds: -600_000),
          goneSince: now.advanced(byMilliseconds: -259_200_000), rows: rows, now: now)
        forgotten += step.forgotten
        next = step.next
      }
      return forgotten
    }
  }

  @Test func `a message that no rule kept is erased with its answers and failures`() throws {
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

  @Test func `unfinished deliveries and answers stay, and so do their messages`() throws {
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
    // The message still exists: forgetting its sender also erases what was forwarded.
    try store.erase { tx throws(StoreError) in try tx.forget(contact: key(1), now: noon) }
    #expect(try !home.holds("passed on"))
  }

  @Test func `an unacknowledged message is erased once its sender won't send it again`() throws {
    _ = try take("never acknowledged", isAcknowledged: false) { _ in RuleOutcome() }
    try makeRoom(10)
    #expect(try home.holds("never acknowledged"))
    try makeRoom(11)
    #expect(try !home.holds("never acknowledged"))
  }

  @Test func `answers to contacts absent for days are erased, never the owner's`() throws {
    _ = try take("question", isAcknowledged: false) { _ in
      RuleOutcome(effects: [.reply(to: key(1), text: "unfetched", kind: .text)])
    }
    try store.write { tx throws(StoreError) in
      let answer = try tx.keepAnswer(
        "by the owner", kind: .text, to: key(2), now: noon)
      _ = try tx.enqueue(
        "by the owner", kind: .text, to: key(2), of: answer, partBytesMax: 1_372, now: noon)
    }
    try makeRoom(3 * 24 * 60)
    #expect(try home.holds("unfetched") && home.holds("question"))
    let forgotten = try makeRoom(3 * 24 * 60 + 1)
    #expect(forgotten.droppedAnswers.count == 1)
    #expect(try !home.holds("unfetched") && !home.holds("question"))
    #expect(try home.holds("by the owner"))
  }

  @Test func `a long history is erased in steps`() throws {
    try store.write { tx throws(StoreError) in
      for _ in 0..<2_100 { try tx.handle("filler", from: 1) { _ in RuleOutcome() } }
      try tx.markAcknowledged(through: MessageID(2_100), of: key(1))
    }
    let next = try store.write { tx throws(StoreError) in
      try tx.makeRoom(
        from: .beginning, settledBefore: noon, goneSince: noon, rows: 2_000, now: noon
      ).next
    }
    #expect(next == .transient(after: MessageID(2_000)))
    try makeRoom(rows: 500)
    #expect(try !home.holds("filler"))
  }
}
