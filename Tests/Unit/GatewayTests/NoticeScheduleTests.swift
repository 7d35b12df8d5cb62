import GRDB
import GatewayCore
import GatewayEngine
import Testing

@testable import Gateway
@testable import GatewayStore

/// Notices that leave at fixed times: what a person learns that sees each post, its time and size.
@Suite struct `Notices at fixed times` {
  private static let hour: Int64 = 3_600

  private func rules(_ options: String, keep: String = "forever") -> String {
    """
    contacts { accept = "everyone" }
    inbox { keep = "\(keep)" }
    webhook "desk" { url = secret "DESK", send = "notice", \(options) }
    on("message", function(message) message:forward("desk") end)
    """
  }

  /// At the beginning of an hour, after which the first notice may leave.
  private func bench(_ options: String, keep: String = "forever") throws -> WorkerBench {
    let bench = try WorkerBench(rules(options, keep: keep))
    try bench.befriend(1)
    let now = bench.clock.now.rawValue / 1_000
    bench.wait(seconds: Self.hour - now % Self.hour)
    return bench
  }

  /// Lets hours pass, a minute at a time: the posts that came in each of them.
  private func posts(of bench: WorkerBench, hours: Int) -> [Int] {
    (0..<hours).map { _ in
      let before = bench.web.bodies.count
      for _ in 0..<60 { bench.wait(seconds: 60) }
      return bench.web.bodies.count - before
    }
  }

  @Test(arguments: ["forever", "nothing"])
  func `leave each time, alike in size and content, whether or not anything came`(
    keep: String
  ) throws {
    let bench = try bench(#"every = "1h", always = true"#, keep: keep)
    let first = bench.web.bodies.count
    var counts = posts(of: bench, hours: 3)
    for number in 1...7 { bench.say("message \(number)", at: UInt32(number)) }
    counts += posts(of: bench, hours: 3)
    #expect(counts == [1, 1, 1, 1, 1, 1])
    let bodies = bench.web.bodies.dropFirst(first).map {
      $0.replacing(/"timestamp":"[^"]*"/, with: "")
    }
    #expect(Set(bodies).count == 1)
  }

  @Test func `leave only where enough came, and count on where it did not`() throws {
    let bench = try bench(#"every = "1h", least = 3"#)
    bench.say("one", at: 1)
    bench.say("two", at: 2)
    #expect(posts(of: bench, hours: 3) == [0, 0, 0])
    bench.say("three", at: 3)
    #expect(posts(of: bench, hours: 3) == [1, 0, 0])
    for number in 4...9 { bench.say("message \(number)", at: UInt32(number)) }
    #expect(posts(of: bench, hours: 2) == [1, 0])
  }

  @Test(arguments: [(0, "0000"), (1, "0010"), (10, "0010"), (11, "0020")])
  func `tell how much came, rounded up, in as many digits`(count: Int, told: String) throws {
    let bench = try bench(#"every = "1h", always = true, count = 10"#)
    for number in 0..<count { bench.say("message \(number)", at: UInt32(number + 1)) }
    #expect(posts(of: bench, hours: 2) == [1, 1])
    let bodies = bench.web.bodies.suffix(2)
    #expect(bodies.first?.contains(#""data":{"count":"\#(told)"}"#) == true)
    #expect(bodies.last?.contains(#""data":{"count":"0000"}"#) == true)
    #expect(Set(bodies.map(\.utf8.count)).count == 1)
  }

  @Test func `leave at no other time than theirs`() throws {
    let bench = try bench(#"every = "6h""#)
    for number in 1...30 {
      bench.say("message \(number)", at: UInt32(number))
      let before = bench.web.bodies.count
      bench.wait(seconds: 1_777)
      let isTime = bench.clock.now.rawValue % (6 * Self.hour * 1_000) < 1_777_000
      #expect(bench.web.bodies.count == before || isTime)
    }
    #expect((2...4).contains(bench.web.bodies.count))
  }

  @Test func `leave once over restarts, and what came before one is told of`() throws {
    let options = #"every = "1h", least = 2"#
    var bench = try bench(options)
    bench.say("one", at: 1)
    var count = 0
    for round in 0..<10 {
      let again = try bench.restarted(rules(options))
      again.clock.set(bench.clock.now)
      bench = again
      bench.receive(.online(key(1)))
      if round == 5 { bench.say("two", at: 1) }
      bench.wait(seconds: 1_200)
      count += bench.web.bodies.count
    }
    #expect(count == 1)
  }

  @Test func `go on at the next time after the clock was set, with one more at most`() throws {
    let bench = try bench(#"every = "1h", always = true"#)
    _ = posts(of: bench, hours: 1)
    for step in [31_536_000, -31_536_000, Self.hour, -Self.hour] {
      let before = bench.web.bodies.count
      bench.clock.set(bench.clock.now.advanced(byMilliseconds: step * 1_000))
      bench.receive()
      bench.wait(seconds: 1)
      #expect(bench.web.bodies.count <= before + 1)
      #expect(posts(of: bench, hours: 2) == [1, 1])
    }
  }

  @Test func `have nothing that tells of a contact in the home`() throws {
    let bench = try bench(#"every = "1h", least = 5"#)
    for number in 1...3 { bench.say("message \(number)", at: UInt32(number)) }
    let state = try bench.store.read { reader throws(StoreError) in
      try reader.noticeState(of: "desk")
    }
    #expect(state.waiting == 3)
    #expect(
      try bench.store.read { reader throws(StoreError) in
        try reader.rows("SELECT count(*) FROM deliveries") { $0[0] as Int }
      } == [0])
  }
}
