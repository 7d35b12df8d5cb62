import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// Messages are erased by their time, though only their numbers are ordered.
@Suite struct `Spans of messages` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2)
  }

  /// Minutes after noon; the text names the minute.
  private func say(_ minutes: Int64, from number: UInt8 = 1) throws {
    try store.write { tx throws(StoreError) in
      let time = noon.advanced(byMilliseconds: minutes * 60_000)
      try tx.handle("\(minutes)", from: number, at: time) { _ in RuleOutcome() }
    }
  }

  private func prune(before minutes: Int64) throws -> Int {
    try store.write { tx throws(StoreError) in
      try tx.prune(before: noon.advanced(byMilliseconds: minutes * 60_000))
    }
  }

  private var texts: [String] {
    get throws { try store.read { reader throws(StoreError) in try reader.messageTexts() } }
  }

  @Test func `exactly the older messages are erased, within an hour and over many`() throws {
    for minutes in [0, 10, 59, 70, 200, 201, 400] as [Int64] { try say(minutes) }
    #expect(try prune(before: 10) == 1)
    #expect(try texts == ["10", "59", "70", "200", "201", "400"])
    #expect(try prune(before: 201) == 4)
    #expect(try texts == ["201", "400"])
    #expect(try prune(before: 401) == 2)
    try say(402)
    #expect(try prune(before: 402) == 0)
    #expect(try prune(before: 403) == 1)
  }

  @Test func `a message does not count as older than those before it, and is erased with them`()
    throws
  {
    for minutes in [300, 10, 11, 320, 12] as [Int64] { try say(minutes) }
    #expect(try prune(before: 12) == 0)
    #expect(try prune(before: 310) == 3)
    #expect(try texts == ["320", "12"])
    #expect(try prune(before: 321) == 2)
  }

  @Test func `removing a contact removes the hours in which no other contact wrote`() throws {
    let minutes: [(UInt8, Int64)] = [(2, 0), (1, 70), (1, 140), (2, 150), (1, 210), (2, 300)]
    for (number, minutes) in minutes { try say(minutes, from: number) }
    try store.write { tx throws(StoreError) in
      let spans = "SELECT (earliest - \(noon.rawValue)) / 60000 FROM item_spans ORDER BY first"
      #expect(try tx.rows(spans) { $0[0] as Int64 } == [0, 70, 140, 210, 300])
      try tx.forget(contact: key(1), now: noon)
      #expect(try tx.rows(spans) { $0[0] as Int64 } == [0, 140, 300])
    }
  }

  /// There is one span for each hour of the bot's life; searching all of them for each contact took
  /// 30 ms.
  @Test func `many strangers are forgotten in no time, however many hours there are`() throws {
    let strangers: [ContactKey] = try store.write { tx throws(StoreError) in
      try tx.run(
        """
        WITH RECURSIVE hours (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM hours WHERE n < 20000)
        INSERT INTO item_spans SELECT n * 10, n * 3600000, n * 3600000 + 3599999 FROM hours
        """)
      for number in 3..<250 { try tx.addContact(UInt8(number)) }
      return (3..<250).map { key(UInt8($0)) }
    }
    let time = try ContinuousClock().measure {
      try store.write { tx throws(StoreError) in
        #expect(try tx.forget(contacts: strangers, rows: .max, now: noon).count == 247)
      }
    }
    // One look at all hours for each of them takes far longer.
    #expect(time < .seconds(15))
  }

  @Test func `spans are the same after a restart`() throws {
    for minutes in [0, 30] as [Int64] { try say(minutes) }
    try store.close()
    let again = try home.open()
    try again.write { tx throws(StoreError) in
      let time = noon.advanced(byMilliseconds: 45 * 60_000)
      try tx.handle("45", from: 1, at: time) { _ in RuleOutcome() }
      #expect(try tx.prune(before: time) == 2)
      #expect(try tx.messageTexts() == ["45"])
    }
  }

  @Test func `removing a contact removes its own messages and no others`() throws {
    for (number, minutes) in [(1, 0), (2, 1), (1, 2), (2, 90), (1, 91)] as [(UInt8, Int64)] {
      try say(minutes, from: number)
    }
    try store.write { tx throws(StoreError) in _ = try tx.forget(contact: key(1), now: noon) }
    #expect(try texts == ["1", "90"])
  }
}
