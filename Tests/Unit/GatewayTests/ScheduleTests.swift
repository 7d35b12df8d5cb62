import Foundation
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

private let hour: Int64 = 3_600
private let day: Int64 = 24 * 3_600
private let year: Int64 = 365 * 24 * 3_600

/// `every` and `at` of a bot that runs, is killed, and whose clock is set.
@Suite struct `Scheduled rules` {
  private static let rules = """
    local function note(what)
      return function(time)
        store.set(what, (store.get(what) or "") .. time .. " ")
      end
    end
    every("09:00", note("daily"), { zone = "Europe/Berlin" })
    every("1h", note("hourly"))
    at("2023-11-20 09:00", note("once"), { zone = "America/New_York" })
    """

  private func runs(_ what: String, _ bench: WorkerBench) throws -> [Int64] {
    let text = try bench.store.read { reader throws(StoreError) in
      try reader.storedValue(forKey: StoreKey.bot(what))
    }
    return (text ?? "").split { !$0.isNumber }.compactMap { Int64($0) }
  }

  /// Starts again from the disk, with the same clock.
  private func restart(_ bench: WorkerBench) throws -> WorkerBench {
    let again = try bench.restarted(Self.rules)
    again.clock.set(bench.clock.now)
    again.receive()
    return again
  }

  @Test func `run each once, over ten restarts and a clock that goes forth and back`() throws {
    var bench = try WorkerBench(Self.rules)
    // Tuesday, 2023-11-14 22:13:20 UTC.
    let start = bench.clock.now.rawValue / 1_000
    bench.receive()
    // Hours from the start, and how far the clock is set then.
    let steps: [Int64: Int64] = [
      9: hour, 10: -hour, 30: -hour, 31: hour, 50: year, 52: -year, 70: -year, 72: year,
    ]
    var restarts = 0
    for passed in 0..<10 * 24 as Range<Int64> {
      if let step = steps[passed] { bench.clock.step(seconds: step) }
      if passed % 23 == 11 {
        bench = try restart(bench)
        restarts += 1
      }
      bench.wait(seconds: hour)
    }
    #expect(restarts == 10)
    let daily = try runs("daily", bench)
    #expect(Set(daily).count == daily.count)
    // 09:00 in Berlin is 08:00 UTC: from the 15th to the 24th.
    let due = (0..<10 as Range<Int64>).map { 1_700_035_200 + $0 * day }
    let others = daily.filter { !due.contains($0) }
    #expect(due.filter { !daily.contains($0) } == [])
    // The days that the clock skipped ran once together.
    #expect(others.count == 1 && others.allSatisfy { $0 > start + 300 * day })
    #expect(try runs("once", bench) == [1_700_488_800])
    #expect(try runs("hourly", bench).count == 240)
  }

  @Test func `run once after a stop of days, and go on`() throws {
    let bench = try WorkerBench(Self.rules)
    bench.receive()
    let again = try bench.restarted(Self.rules)
    again.clock.advance(seconds: 30 * day)
    again.receive()
    again.receive()
    #expect(try runs("daily", again) == [1_700_035_200 + 29 * day])
    #expect(try runs("once", again) == [1_700_488_800])
    #expect(try runs("hourly", again).count == 1)
    for _ in 0..<24 { again.wait(seconds: hour) }
    #expect(try runs("daily", again).count == 2)
    #expect(try runs("hourly", again).count == 25)
  }

  @Test func `run again where the transaction fails, with their effects`() throws {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try WorkerBench(
      """
      every("1h", function() store.set("runs", (store.get("runs") or 0) + 1) end)
      """, in: directory)
    bench.receive()
    bench.clock.advance(seconds: hour)
    disk.set(.writing)
    for _ in 0..<2 { #expect(!bench.worker.engine.handle([])) }
    disk.set(nil)
    #expect(try runs("runs", bench) == [])
    #expect(bench.receive())
    bench.receive()
    #expect(try runs("runs", bench) == [1])
  }

  @Test func `are woken for, and looked at each minute where they follow the clock`() throws {
    let hourly = try WorkerBench(#"every("1h", function() end)"#)
    hourly.receive()
    hourly.clock.advance(seconds: 3_000)
    #expect(
      hourly.worker.engine.scheduleDue.map { hourly.clock.uptime.milliseconds(until: $0) }
        == 600_000)
    let daily = try WorkerBench(#"every("09:00", function() end)"#)
    daily.receive()
    #expect(
      daily.worker.engine.scheduleDue.map { daily.clock.uptime.milliseconds(until: $0) }
        == 60_000)
    let none = try WorkerBench(#"on("message", function() end)"#)
    none.receive()
    #expect(none.worker.engine.scheduleDue == nil)
  }

  @Test func `wait while the clock has lost its time`() throws {
    let bench = try WorkerBench(Self.rules)
    bench.receive()
    let again = try bench.restarted(Self.rules)
    again.clock.set(UnixMilliseconds(0))
    again.receive()
    again.wait(seconds: 2 * day)
    #expect(try runs("daily", again) == [])
    again.clock.set(bench.clock.now.advanced(byMilliseconds: hour * 1_000))
    again.receive()
    again.receive()
    #expect(try runs("hourly", again).count == 1)
    #expect(try runs("daily", again) == [])
  }

  @Test func `keep their progress over a change of the file, and begin anew with another time`()
    throws
  {
    let bench = try WorkerBench(#"every("1h", function() log("old") end)"#)
    bench.receive()
    bench.clock.advance(seconds: 1_800)
    try #"every("1h", function() log("new") end) every("2h", function() log("two") end)"#
      .write(toFile: bench.path + "/bot.lua", atomically: true, encoding: .utf8)
    bench.receive(.reload)
    bench.wait(seconds: 1_800)
    #expect(bench.reports.lines("log").count == 1)
    #expect(bench.reports.lines("log")[0].contains("new"))
    bench.wait(seconds: 5_400)
    #expect(bench.reports.lines("log").filter { $0.contains("two") }.count == 1)
  }
}

/// The machine's zones as tables.
@Suite struct `Time zones of the machine` {
  @Test(
    arguments: [
      (
        "Europe/Berlin",
        [(1_774_745_999, 1.0), (1_774_746_000, 2), (1_792_889_999, 2), (1_792_890_000, 1)]
      ),
      (
        "America/New_York",
        [(1_772_953_199, -5), (1_772_953_200, -4), (1_793_512_799, -4), (1_793_512_800, -5)]
      ),
      (
        "Australia/Lord_Howe",
        [(1_775_314_799, 11), (1_775_314_800, 10.5), (1_791_041_399, 10.5), (1_791_041_400, 11)]
      ),
      ("UTC", [(0, 0), (1_792_890_000, 0)]), ("Asia/Kolkata", [(1_792_890_000, 5.5)]),
    ] as [(String, [(Int64, Double)])])
  func `change at the second`(_ name: String, _ offsets: [(second: Int64, hours: Double)]) throws {
    let zone = try SystemZones.offsets(of: name)
    for (second, hours) in offsets {
      #expect(
        zone.offset(at: UnixMilliseconds(second * 1_000)) == Int64(hours * 3_600_000), "\(second)")
    }
  }

  @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
  func `are those of the machine's database, which others continue`(_ name: String) throws {
    let zone = try SystemZones.offsets(of: name)
    let (first, changes) = try SystemZones.builtIn(name)
    let builtIn = ZoneOffsets(name: name, firstOffset: first, changes: changes)
    // Each week of 70 years: both databases know the same of these zones.
    for week in 0..<3_640 as Range<Int64> {
      let time = UnixMilliseconds(1_600_000_000_000 + week * 604_800_000)
      #expect(zone.offset(at: time) == builtIn.offset(at: time), "\(time.rfc3339)")
    }
    let data = try #require(FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)"))
    #expect(ZoneFile([UInt8](data)) != nil)
  }

  @Test(arguments: ["Mars/Phobos", "", "../../etc/passwd", "CEST"])
  func `are refused where there are none`(_ name: String) {
    #expect(throws: SettingMistake.self) { try SystemZones.offsets(of: name) }
  }
}
