import Testing
import ToxCore
import ToxSimulation

/// Small crowds; `make scale` plays large ones.
@Suite struct `A crowd` {
  @Test(arguments: [1, 2] as [UInt64])
  func `behind routers of all kinds, pairs that can connect do, and get each message once`(
    _ seed: UInt64
  ) {
    var crowd = Crowd(.behindRouters(30), seed: seed)
    crowd.gather()
    let pairs = crowd.befriendAll()
    for pair in pairs { crowd.talk(pair, messages: 5) }
    _ = crowd.run(within: .seconds(180)) { crowd in
      pairs.allSatisfy { !crowd.needsNoRelay($0) || crowd.haveHeardEachOther($0) }
    }
    for pair in pairs {
      let isGood = crowd.haveHeardEachOther(pair)
      // Only a relay is sure to carry the others; without one they meet by a lucky guess, or not
      // at all.
      let hasFailedCleanly =
        !crowd.needsNoRelay(pair) && crowd.areApart(pair) && crowd.haveHeardNothing(pair)
      #expect(isGood || hasFailedCleanly, "\(pair), \(crowd.routers(of: pair)), seed \(seed)")
    }
  }

  @Test(arguments: [2, 12] as [Int64])
  func `cut in two and healed, it is one again, and what was said comes once`(
    _ minutes: Int64
  ) {
    var crowd = Crowd(CrowdPlan(count: 16), seed: 1)
    crowd.gather()
    let pairs = crowd.befriendAll()
    let isWhole = crowd.run(within: .seconds(60)) { crowd in
      pairs.allSatisfy { crowd.areTogether($0) }
    }
    #expect(isWhole)
    crowd.cut()
    for pair in pairs { crowd.talk(pair, messages: 5) }
    crowd.run(for: .seconds(60 * minutes))
    let someAreApart = pairs.contains { crowd.areApart($0) }
    #expect(someAreApart)
    crowd.simulation.network.heal()
    let isWholeAgain = crowd.run(within: .seconds(900)) { crowd in
      pairs.allSatisfy { crowd.areTogether($0) && crowd.haveHeardEachOther($0) }
    }
    #expect(isWholeAgain)
  }

  @Test func `while members come and go all the time, those that stay are found`() {
    var crowd = Crowd(.coming(40, residents: 16, stay: .seconds(120)), seed: 1)
    crowd.gather()
    crowd.run(for: .seconds(60))
    let pairs = (0..<8).map { Crowd.Pair(one: $0, other: 8 + $0) }
    for pair in pairs { crowd.befriend(pair) }
    let isEverybodyFound = crowd.run(within: .seconds(180)) { crowd in
      pairs.allSatisfy { crowd.areTogether($0) }
    }
    #expect(isEverybodyFound)
    let departures = crowd.departures
    #expect(departures >= 12)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `without datagrams, over relays that fail and return, each message arrives once`(
    _ seed: UInt64
  ) {
    var crowd = Crowd(.overRelays(40, relays: 6), seed: seed)
    crowd.gather()
    let pairs = crowd.befriendAll()
    for _ in 1...20 {
      for pair in pairs { crowd.talk(pair, messages: 1) }
      crowd.run(for: .seconds(10))
    }
    _ = crowd.run(within: .seconds(300)) { crowd in
      pairs.allSatisfy { crowd.haveHeardEachOther($0) }
    }
    for pair in pairs {
      let isGood = crowd.haveHeardEachOther(pair)
      #expect(isGood, "\(pair), seed \(seed)")
    }
    let failures = crowd.relayFailures
    #expect(failures >= 10)
  }

  @Test func `one seed, one story, also of a crowd`() {
    func hash(_ seed: UInt64) -> UInt64 {
      var crowd = Crowd(.coming(8, residents: 2, stay: .seconds(60)), seed: seed)
      crowd.gather()
      crowd.befriend(Crowd.Pair(one: 0, other: 1))
      crowd.run(for: .seconds(20))
      return crowd.simulation.transcript.hash
    }
    #expect(hash(1) == hash(1))
    #expect(hash(1) != hash(2))
  }
}
