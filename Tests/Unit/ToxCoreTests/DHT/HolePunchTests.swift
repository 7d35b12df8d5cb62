import Testing
import ToxSimulation
import ToxWire

@testable import ToxCore

@Suite struct `Hole punching` {
  private let address = IPAddress.v4(0x0505_0505)

  private func reports(_ ports: UInt16...) -> [Endpoint] {
    ports.map { Endpoint(address, port: $0) }
  }

  private func probes(_ punch: inout HolePunch, reports: [Endpoint], now: Now) -> [Endpoint] {
    punch.round(reports: reports, now: now)
  }

  /// A machine on which both sides agreed at this time.
  private func agreed(_ punch: inout HolePunch, at now: Now) {
    var entropy = Entropy(SeededGenerator(seed: 3))
    let id = punch.currentPingID(entropy: &entropy)
    let isOurs = punch.contactAnswered(id)
    #expect(isOurs)
    punch.contactAsked(now: now)
  }

  @Test func `guesses go around the known ports, up and down, at growing distances`() {
    let known: [UInt16] = [1_000, 2_000, 3_000]
    let guesses = (0..<14).map { HolePunch.port($0, near: known) }
    #expect(
      guesses == [
        1_000, 1_000, 2_000, 2_000, 3_000, 3_000,
        1_001, 999, 2_001, 1_999, 3_001, 2_999,
        1_002, 998,
      ])
  }

  @Test func `guesses wrap around the ends of the port range`() {
    #expect(HolePunch.port(2, near: [65_535]) == 0)
    #expect(HolePunch.port(3, near: [0]) == 65_535)
  }

  @Test func `one port for all is pinged once`() {
    var punch = HolePunch()
    agreed(&punch, at: .seconds(10))
    let endpoints = punch.round(reports: reports(7_000, 7_000, 7_000, 7_000), now: .seconds(11))
    #expect(endpoints == reports(7_000))
  }

  @Test func `different ports give 48 guesses a round, and the next round goes on from there`() {
    var punch = HolePunch()
    let seen = reports(1_000, 2_000, 1_000, 1_000)
    agreed(&punch, at: .seconds(10))
    let first = punch.round(reports: seen, now: .seconds(10)).map(\.port)
    #expect(first == (0..<48).map { HolePunch.port($0, near: [1_000, 2_000]) })
    agreed(&punch, at: .seconds(13))
    let second = punch.round(reports: seen, now: .seconds(13)).map(\.port)
    #expect(second == (48..<96).map { HolePunch.port($0, near: [1_000, 2_000]) })
  }

  @Test func `from the seventh round on a sweep from 1024 is added, by 24 ports a round`() {
    var punch = HolePunch()
    let seen = reports(7_000, 7_000, 7_000, 7_000)
    for round: Int64 in 0..<6 {
      agreed(&punch, at: .seconds(round * 3))
      #expect(probes(&punch, reports: seen, now: .seconds(round * 3)).count == 1)
    }
    agreed(&punch, at: .seconds(18))
    let seventh = punch.round(reports: seen, now: .seconds(18)).map(\.port)
    #expect(seventh == [7_000] + Array(1_024..<1_072))
    agreed(&punch, at: .seconds(21))
    let eighth = punch.round(reports: seen, now: .seconds(21)).map(\.port)
    #expect(eighth == [7_000] + Array(1_048..<1_096))
    // 40 s later everything starts anew.
    agreed(&punch, at: .seconds(61))
    #expect(probes(&punch, reports: seen, now: .seconds(61)).map(\.port) == [7_000])
  }

  @Test func `nothing is sent before both sides agreed, nor twice for one answer`() {
    let seen = reports(7_000, 7_000, 7_000, 7_000)
    var punch = HolePunch()
    punch.contactAsked(now: .seconds(1))
    #expect(probes(&punch, reports: seen, now: .seconds(1)).isEmpty)

    var entropy = Entropy(SeededGenerator(seed: 4))
    let id = punch.currentPingID(entropy: &entropy)
    let idAgain = punch.currentPingID(entropy: &entropy)
    #expect(idAgain == id)
    let answers = [RequestID(id.rawValue &+ 1), id, id].map { punch.contactAnswered($0) }
    #expect(answers == [false, true, false])
    // The contact's own ping is older than six seconds.
    #expect(probes(&punch, reports: seen, now: .milliseconds(7_001)).isEmpty)
    punch.contactAsked(now: .seconds(8))
    #expect(probes(&punch, reports: seen, now: .seconds(8)).count == 1)
    #expect(probes(&punch, reports: seen, now: .seconds(12)).isEmpty)
    // A new answer within three seconds of the round waits.
    agreed(&punch, at: .seconds(10))
    #expect(probes(&punch, reports: seen, now: .seconds(10)).isEmpty)
    #expect(probes(&punch, reports: seen, now: .seconds(11)).count == 1)
  }

  @Test func `fewer than four nodes that agree on an address are not believed`() {
    var punch = HolePunch()
    agreed(&punch, at: .seconds(1))
    let other = [Endpoint(.v4(0x0606_0606), port: 7_000)]
    let split = reports(7_000, 7_000, 7_000) + other
    #expect(probes(&punch, reports: split, now: .seconds(1)).isEmpty)
    let enough = split + reports(7_000)
    #expect(probes(&punch, reports: enough, now: .seconds(1)) == reports(7_000))
  }
}
