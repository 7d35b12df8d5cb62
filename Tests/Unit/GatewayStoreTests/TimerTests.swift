import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `Timers of rules` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1)
  }

  private func at(_ seconds: Int64) -> UnixMilliseconds {
    noon.advanced(byMilliseconds: seconds * 1_000)
  }

  private func set(
    _ name: String, contact: ContactKey? = nil, due seconds: Int64, payload: String = ""
  ) throws {
    try store.write { tx throws(StoreError) in
      try tx.setTimer(
        name, contact: contact, delay: seconds * 1_000, payload: payload, now: noon)
    }
  }

  private func take(_ seconds: Int64, limit: Int = 9) throws -> [RuleTimer] {
    try store.write { tx throws(StoreError) in
      try tx.takeDueTimers(now: at(seconds), limit: limit)
    }
  }

  @Test func `timers fire when they are due, the earliest first, once`() throws {
    try set("b", due: 20)
    try set("a", due: 10)
    #expect(try take(9).isEmpty)
    #expect(try take(20).map(\.name) == ["a", "b"])
    #expect(try take(20).isEmpty)
  }

  @Test func `a timer of the same name and contact replaces the old one`() throws {
    try set("a", due: 10, payload: "old")
    try set("a", due: 20, payload: "new")
    try set("a", contact: key(1), due: 15, payload: "of a contact")
    #expect(try take(99).map(\.payload) == ["of a contact", "new"])
  }

  @Test func `a cancelled timer does not fire`() throws {
    try set("a", due: 10)
    try set("a", contact: key(1), due: 10)
    try store.write { tx throws(StoreError) in try tx.cancelTimer("a", contact: nil) }
    #expect(try take(10).map { $0.contact?.key } == [key(1)])
  }

  @Test func `a timer of a contact that is not there is none of the bot's`() throws {
    try set("a", due: 10)
    try store.write { tx throws(StoreError) in
      #expect(!tx.hasTimer("a", contact: key(9)))
      try tx.cancelTimer("a", contact: key(9))
      try tx.setTimer("a", contact: key(9), delay: 1_000, payload: "", now: noon)
      #expect(tx.hasTimer("a", contact: nil) && tx.timerCount == 1)
    }
    #expect(try take(10).map { $0.contact?.key } == [nil])
  }

  @Test func `a timer whose event fails to commit fires again`() throws {
    try set("a", due: 10)
    #expect(throws: StoreError.unknownMessage) {
      try store.write { tx throws(StoreError) in
        _ = try tx.takeDueTimers(now: at(10), limit: 1)
        throw .unknownMessage
      }
    }
    #expect(try take(10).map(\.name) == ["a"])
  }

  @Test func `the next time is that of the earliest one, also after a restart`() throws {
    try set("b", due: 20)
    try set("a", due: 10)
    try store.close()
    let next = try home.open().read { reader throws(StoreError) in try reader.nextTimerDue() }
    #expect(next == at(10))
  }
}
