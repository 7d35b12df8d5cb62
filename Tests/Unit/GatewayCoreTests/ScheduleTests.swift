import Testing

@testable import GatewayCore

private func utc(_ text: String) -> UnixMilliseconds {
  guard let time = CivilTime.parse(text) else { preconditionFailure("a time") }
  return time
}

private func zone(
  _ name: String, standard: Double, _ changes: [(at: String, hours: Double)]
) -> ZoneOffsets {
  ZoneOffsets(
    name: name, firstOffset: Int64(standard * 3_600_000),
    changes: changes.map { .init(at: utc($0.at), offset: Int64($0.hours * 3_600_000)) })
}

private let berlin = zone(
  "Europe/Berlin", standard: 1,
  [("2026-03-29 01:00", 2), ("2026-10-25 01:00", 1), ("2027-03-28 01:00", 2)])
private let newYork = zone(
  "America/New_York", standard: -5, [("2026-03-08 07:00", -4), ("2026-11-01 06:00", -5)])
private let lordHowe = zone(
  "Australia/Lord_Howe", standard: 11, [("2026-04-04 15:00", 10.5), ("2026-10-03 15:30", 11)])

private func schedule(_ text: String, _ zone: ZoneOffsets = .utc) throws -> Schedule {
  Schedule(name: text, pattern: .weekly(try #require(WeeklyTimes(text)), zone))
}

/// A day on which the offset changes: the times of a schedule around it.
struct DayOfChange: Sendable, CustomTestStringConvertible {
  fileprivate let zone: ZoneOffsets
  let times: String
  let after: String
  let runs: [String]

  fileprivate init(_ zone: ZoneOffsets, _ times: String, after: String, runs: [String]) {
    (self.zone, self.times, self.after, self.runs) = (zone, times, after, runs)
  }

  var testDescription: String { "\(zone.name) \(times) after \(after)" }
}

@Suite struct `A schedule` {
  /// In UTC. Skipped: the moment of the jump. Twice: the first time.
  static let table = [
    DayOfChange(
      berlin, "02:30", after: "2026-03-27 12:00",
      runs: ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"]),
    DayOfChange(
      berlin, "02:00,03:00", after: "2026-03-28 12:00",
      runs: ["2026-03-29 01:00", "2026-03-29 01:00", "2026-03-30 00:00", "2026-03-30 01:00"]),
    DayOfChange(
      berlin, "02:30", after: "2026-10-23 12:00",
      runs: ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"]),
    DayOfChange(
      berlin, "mon-fri 09:00", after: "2026-10-22 12:00",
      runs: ["2026-10-23 07:00", "2026-10-26 08:00", "2026-10-27 08:00"]),
    DayOfChange(
      newYork, "02:30", after: "2026-03-07 12:00", runs: ["2026-03-08 07:00", "2026-03-09 06:30"]),
    DayOfChange(
      newYork, "01:30", after: "2026-10-31 12:00",
      runs: ["2026-11-01 05:30", "2026-11-02 06:30", "2026-11-03 06:30"]),
    DayOfChange(
      newYork, "sun 00:00", after: "2026-10-26 12:00",
      runs: ["2026-11-01 04:00", "2026-11-08 05:00"]),
    DayOfChange(
      lordHowe, "01:45", after: "2026-04-03 00:00",
      runs: ["2026-04-03 14:45", "2026-04-04 14:45", "2026-04-05 15:15"]),
    DayOfChange(
      lordHowe, "02:15", after: "2026-10-02 00:00",
      runs: ["2026-10-02 15:45", "2026-10-03 15:30", "2026-10-04 15:15"]),
  ]

  @Test(arguments: table)
  func `has each local time once, also where the offset changes`(_ day: DayOfChange) throws {
    let schedule = try schedule(day.times, day.zone)
    var runs: [UnixMilliseconds] = []
    var progress = ScheduleProgress(since: utc(day.after))
    // Looked at as a sleeping bot does: at the time that it said itself.
    while runs.count < Set(day.runs).count {
      let now = try #require(progress.next(of: schedule))
      if let due = progress.advance(to: now, of: schedule) { runs.append(due) }
      #expect(runs.last == now)
    }
    var wanted: [String] = []
    for run in day.runs where wanted.last != run { wanted.append(run) }
    #expect(runs == wanted.map(utc))
  }

  @Test(arguments: [
    ("09:00", "2026-01-05 10:00", "2026-01-06 09:00"),
    ("fri-mon 12:00", "2026-01-05 13:00", "2026-01-09 12:00"),
    ("tue,thu 8:05", "2026-01-05 13:00", "2026-01-06 08:05"),
    ("Sat 23:59", "2026-01-05 13:00", "2026-01-10 23:59"),
    ("sat 00:00", "2026-12-31 13:00", "2027-01-02 00:00"),
  ])
  func `knows its next time`(_ text: String, now: String, next: String) throws {
    #expect(try schedule(text).next(after: utc(now)) == utc(next))
  }

  @Test(arguments: [
    "", "9", "24:00", "09:60", "9:5", "09:00,", "mon", "mon 09:00 x", "monday 09:00", "mon- 09:00",
    "mon-tue-wed 09:00", "09:00 mon", "-1:00", "+9:00", "٠٩:٠٠", "09:00:00",
    (0..<25).map { "\($0 / 60 + 1):\($0 + 10)" }.joined(separator: ","),
  ])
  func `is not read from other texts`(_ text: String) { #expect(WeeklyTimes(text) == nil) }

  @Test func `runs once for all times that were missed`() throws {
    let schedule = try schedule("09:00")
    var progress = ScheduleProgress(since: utc("2026-01-05 10:00"))
    #expect(
      progress.advance(to: utc("2026-01-15 08:00"), of: schedule) == utc("2026-01-14 09:00"))
    #expect(progress.advance(to: utc("2026-01-15 08:59"), of: schedule) == nil)
    #expect(
      progress.advance(to: utc("2026-01-15 09:00"), of: schedule) == utc("2026-01-15 09:00"))
    let hourly = Schedule(name: "h", pattern: .interval(3_600_000))
    var beat = ScheduleProgress(since: utc("2026-01-05 10:00"))
    #expect(beat.advance(to: utc("2026-01-05 11:01"), of: hourly) == utc("2026-01-05 11:00"))
    #expect(beat.next(of: hourly) == utc("2026-01-05 12:00"))
    #expect(beat.advance(to: utc("2026-01-07 11:30"), of: hourly) == utc("2026-01-05 12:00"))
    #expect(beat.next(of: hourly) == utc("2026-01-07 12:30"))
  }

  @Test func `runs no time again that a clock shows again`() throws {
    let schedule = try schedule("09:00")
    var progress = ScheduleProgress(since: utc("2026-01-05 08:00"))
    func clock(_ text: String) -> UnixMilliseconds? {
      progress.advance(to: utc(text), of: schedule)
    }
    func step(to text: String) {
      progress.clockWasSet(by: -1, to: utc(text), of: schedule)
    }
    #expect(clock("2026-01-05 09:30") == utc("2026-01-05 09:00"))
    step(to: "2026-01-05 08:30")
    #expect(clock("2026-01-05 09:01") == nil)
    // A year ahead: what it skips is missed. Back: it goes on where it was.
    #expect(clock("2027-01-05 09:02") == utc("2027-01-05 09:00"))
    step(to: "2026-01-05 09:03")
    #expect(clock("2026-01-05 23:00") == nil)
    #expect(clock("2026-01-06 09:00") == utc("2026-01-06 09:00"))
  }

  @Test func `at one time runs once, and not where that is past already`() {
    let once = Schedule(name: "o", pattern: .once(utc("2026-06-01 09:00")))
    var progress = ScheduleProgress(since: utc("2026-01-01 00:00"))
    #expect(progress.advance(to: utc("2026-05-31 00:00"), of: once) == nil)
    #expect(progress.advance(to: utc("2026-07-01 00:00"), of: once) == utc("2026-06-01 09:00"))
    progress.limit(to: utc("2026-03-01 00:00"))
    #expect(progress.advance(to: utc("2026-08-01 00:00"), of: once) == nil)
    var late = ScheduleProgress(since: utc("2026-06-02 00:00"))
    #expect(late.next(of: once) == nil)
    #expect(late.advance(to: utc("2026-08-01 00:00"), of: once) == nil)
  }

  @Test func `remembers no more runs than it needs`() throws {
    let schedule = try schedule("09:00")
    var progress = ScheduleProgress(since: utc("2026-01-05 10:00"))
    for day in 1...200 as ClosedRange<Int64> {
      let now = utc("2026-01-05 10:00").advanced(byMilliseconds: day * 86_400_000)
      #expect(progress.advance(to: now, of: schedule) != nil)
    }
    #expect(progress.runs.count == ScheduleProgress.runsMax)
  }
}
