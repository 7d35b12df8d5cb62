import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `The progress of schedules` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open()
  }

  @Test func `is read as it was written, and forgotten with the schedule`() throws {
    let later = noon.advanced(byMilliseconds: 5_000)
    let progress = ScheduleProgress(
      since: later, runs: [noon, UnixMilliseconds(-1), UnixMilliseconds(.max)])
    try store.write { tx throws(StoreError) in
      #expect(
        try tx.scheduleProgress(of: ["a", "b"], now: noon)
          == [ScheduleProgress(since: noon), ScheduleProgress(since: noon)])
      try tx.setScheduleProgress(progress, of: "b")
    }
    try store.close()
    let again = try home.open()
    try again.write { tx throws(StoreError) in
      // Without "a", which begins anew when it comes back.
      #expect(try tx.scheduleProgress(of: ["b"], now: later) == [progress])
      #expect(
        try tx.scheduleProgress(of: ["b", "a"], now: later)
          == [progress, ScheduleProgress(since: later)])
    }
  }
}
