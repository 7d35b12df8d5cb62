import Testing

@testable import ToxCore

@Suite struct `The timer table` {
  private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

  @Test func `timers pop in order of time, equal ones in order of setting`() {
    var table = TimerTable()
    table.set(.dht, at: at(2))
    table.set(.lanDiscovery, at: at(1))
    table.set(.onionAnnounce, at: at(2))
    #expect(table.popDue(at(0)) == nil)
    #expect(table.popDue(at(3)) == .lanDiscovery)
    #expect(table.popDue(at(3)) == .dht)
    #expect(table.popDue(at(3)) == .onionAnnounce)
    #expect(table.popDue(at(3)) == nil)
  }

  @Test func `a moved timer fires once, a cancelled one never`() {
    var table = TimerTable()
    table.set(.dht, at: at(1))
    table.set(.dht, at: at(5))
    table.set(.lanDiscovery, at: at(1))
    table.cancel(.lanDiscovery)
    #expect(table.popDue(at(4)) == nil)
    #expect(table.next()?.instant == at(5))
    #expect(table.popDue(at(5)) == .dht)
    #expect(table.popDue(at(9)) == nil)
  }

  @Test func `moving one timer many times keeps the table small`() {
    var table = TimerTable()
    for step in 0..<10_000 { table.set(.session(SessionID(1)), at: at(Int64(step))) }
    #expect(table.next()?.instant == at(9_999))
  }
}
