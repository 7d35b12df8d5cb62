import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// How each stored time changes when the clock is set right.
@Suite struct `Stored times` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1)
  }

  @Test func `every column that looks like a time is listed`() throws {
    let known = Set(
      (StoredTimes.dates + StoredTimes.dueTimes).map { "\($0.table).\($0.column)" }
        + StoredTimes.others.keys)
    let columns = try store.read { reader throws(StoreError) in
      try reader.rows(
        """
        SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.type = 'INTEGER' AND (
          c.name IN ('at', 'due', 'day', 'time', 'earliest', 'latest', 'until', 'since', 'expires')
          OR c.name LIKE '%\\_at' ESCAPE '\\' OR c.name LIKE '%\\_seen' ESCAPE '\\'
          OR c.name LIKE '%\\_until' ESCAPE '\\' OR c.name LIKE '%\\_since' ESCAPE '\\'
          OR c.name LIKE '%\\_seconds' ESCAPE '\\')
        """
      ) { $0[0] as String }
    }
    #expect(Set(columns) == known, "see StoredTimes")
  }

  @Test func `times in the future become the present time, and no others change`() throws {
    let later = noon.advanced(byMilliseconds: 365 * 86_400_000)
    let now = noon.advanced(byMilliseconds: 86_400_000)
    try store.write { tx throws(StoreError) in
      try tx.handle("before", from: 1, at: noon) { _ in RuleOutcome() }
      try tx.handle("ahead", from: 1, at: later) { _ in RuleOutcome() }
      try tx.setSeen(key(1), now: later)
      #expect(try tx.bringDatesBack(now: now) == 1)
    }
    try store.write { tx throws(StoreError) in
      let times = try tx.rows("SELECT at FROM items ORDER BY id") { $0.time(0) }
      #expect(times == [noon, now])
      #expect(try tx.storedContact(key(1))?.lastSeen == now)
      try tx.handle("after", from: 1, at: now) { _ in RuleOutcome() }
      #expect(try tx.prune(before: now) == 1)
      #expect(try tx.prune(before: now.advanced(byMilliseconds: 1)) == 2)
    }
  }

  @Test func `everything due becomes due within its own delay, whatever time was stored`() throws {
    try store.write { tx throws(StoreError) in
      try tx.setTimer("a", contact: nil, delay: 60_000, payload: "", now: noon)
      try tx.run("UPDATE timers SET due = 9223372036854775807")
      #expect(try tx.limitDueTimes(now: noon) == 1)
      #expect(try tx.nextTimerDue() == noon.advanced(byMilliseconds: 60_000))
      #expect(try tx.limitDueTimes(now: noon) == 0)
    }
  }

  @Test func `the time that the home knows is read as it was written`() throws {
    var time = TrustedTime(trusted: noon)
    #expect(try store.read { reader throws(StoreError) in try reader.trustedTime() } == nil)
    for days in [0, 60, 200] as [Int64] {
      time.start(at: noon.advanced(byMilliseconds: days * 86_400_000))
      let written = time
      try store.write { tx throws(StoreError) in try tx.setTrustedTime(written) }
      #expect(try store.read { reader throws(StoreError) in try reader.trustedTime() } == written)
    }
  }
}
