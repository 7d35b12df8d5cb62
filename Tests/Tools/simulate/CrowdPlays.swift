import Foundation
import ToxCore
import ToxSimulation

/// Crowds that are too large for the tests, each with what came of it. A play that fails exits
/// with 1.
enum CrowdPlays {
  static func growth(of sizes: [Int], into path: String) {
    var table = GrowthTable(parsing: (try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
    for size in sizes {
      let growth = Growth(count: size, seed: 1)
      table.set(GrowthTable.Row(growth))
      print("\(size) members, \(growth.apart) pairs apart, hash \(hex(growth.hash)); \(cost)")
      do {
        try table.text.write(toFile: path, atomically: true, encoding: .utf8)
      } catch {
        Simulate.fail("\(path): \(error)", status: 74)
      }
    }
    print(table.text)
  }

  static func routers(_ count: Int, seed: Int) {
    var crowd = Crowd(.behindRouters(count), seed: UInt64(seed))
    crowd.gather()
    let pairs = crowd.befriendAll()
    for pair in pairs { crowd.talk(pair, messages: 10) }
    for minute in 1...3 {
      crowd.run(for: .seconds(60))
      report(pairs, of: crowd, "after \(minute) min")
    }
    printByRouters(pairs, of: crowd)
    let reachable = pairs.filter { crowd.needsNoRelay($0) }
    end(crowd, isGood: reachable.allSatisfy { crowd.haveHeardEachOther($0) })
  }

  static func cut(_ count: Int, minutes: Int, seed: Int) {
    var crowd = Crowd(CrowdPlan(count: count), seed: UInt64(seed))
    crowd.gather()
    let pairs = crowd.befriendAll()
    for pair in pairs { crowd.talk(pair, messages: 10) }
    crowd.run(for: .seconds(120))
    report(pairs, of: crowd, "before the cut")
    crowd.cut()
    for pair in pairs { crowd.talk(pair, messages: 10) }
    crowd.run(for: .seconds(60 * Int64(minutes)))
    report(pairs, of: crowd, "at the end of the cut")
    crowd.simulation.network.heal()
    var minute = 0
    while minute < 30, !pairs.allSatisfy({ crowd.haveHeardEachOther($0) }) {
      crowd.run(for: .seconds(60))
      minute += 1
      report(pairs, of: crowd, "\(minute) min later")
    }
    end(crowd, isGood: pairs.allSatisfy { crowd.haveHeardEachOther($0) })
  }

  /// All members say one message after the other while relays fail and return.
  static func relays(_ count: Int, relays: Int, messages: Int, seed: Int) {
    var crowd = Crowd(.overRelays(count, relays: relays), seed: UInt64(seed))
    crowd.gather()
    let pairs = crowd.befriendAll()
    for round in 1...messages {
      for pair in pairs { crowd.talk(pair, messages: 1) }
      crowd.run(for: .seconds(10))
      report(pairs, of: crowd, "round \(round), \(crowd.relayFailures) failures")
    }
    var seconds = 0
    while seconds < 600, !pairs.allSatisfy({ crowd.haveHeardEachOther($0) }) {
      crowd.run(for: .seconds(10))
      seconds += 10
      report(pairs, of: crowd, "\(seconds) s later, \(crowd.relayFailures) failures")
    }
    end(crowd, isGood: pairs.allSatisfy { crowd.haveHeardEachOther($0) })
  }

  static func churn(_ count: Int, lookups: Int, stay: Int, seed: Int) {
    var crowd = Crowd(
      .coming(count, residents: 2 * lookups, stay: .seconds(60 * Int64(stay))),
      seed: UInt64(seed))
    crowd.gather()
    crowd.run(for: .seconds(120))
    let pairs = (0..<lookups).map { Crowd.Pair(one: $0, other: lookups + $0) }
    for pair in pairs { crowd.befriend(pair) }
    var seconds = 0
    while seconds < 600, !pairs.allSatisfy({ crowd.areTogether($0) }) {
      crowd.run(for: .seconds(5))
      seconds += 5
      report(pairs, of: crowd, "after \(seconds) s, \(crowd.departures) departures")
    }
    end(crowd, isGood: pairs.allSatisfy { crowd.areTogether($0) })
  }

  private static func report(
    _ pairs: [Crowd.Pair], of crowd: borrowing Crowd, _ moment: String
  ) {
    var together = 0
    var satisfied = 0
    for pair in pairs {
      if crowd.areTogether(pair) { together += 1 }
      if crowd.haveHeardEachOther(pair) { satisfied += 1 }
    }
    print(
      "\(moment): of \(pairs.count) pairs \(together) are together, \(satisfied) heard everything;",
      cost)
  }

  private static func printByRouters(_ pairs: [Crowd.Pair], of crowd: borrowing Crowd) {
    var together: [String: (all: Int, together: Int)] = [:]
    for pair in pairs {
      let name = crowd.routers(of: pair)
      together[name, default: (0, 0)].all += 1
      if crowd.areTogether(pair) { together[name, default: (0, 0)].together += 1 }
    }
    for (name, counts) in together.sorted(by: { $0.key < $1.key }) {
      print("\(name): \(counts.together) of \(counts.all) together")
    }
  }

  private static func end(_ crowd: borrowing Crowd, isGood: Bool) {
    let transcript = crowd.simulation.transcript
    print("\(transcript.deliveries) deliveries, hash \(hex(transcript.hash)); \(cost)")
    if !isGood { exit(1) }
  }

  private static func hex(_ hash: UInt64) -> String { String(hash, radix: 16) }

  /// What the process used so far.
  private static var cost: String {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return "\(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) s of CPU, "
      + "\(usage.ru_maxrss / 1_024) MiB"
  }
}
