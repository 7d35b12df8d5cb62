import GatewayCore
import GatewaySeal
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// A bot whose home has content in clear, and that seals from now on.
@Suite struct `A bot whose seal comes late` {
  private static func rules(_ seal: String) -> String {
    """
    limits { contact_messages_per_hour = "unlimited", messages_per_hour = "unlimited" }
    contacts { accept = "everyone" }
    inbox { \(seal) }
    on("message", function(message)
      message:keep()
      message:reply("answer to " .. message.text)
    end)
    """
  }

  /// So many messages in clear, and then the seal.
  private func bench(_ count: Int) throws -> WorkerBench {
    let directory = try WorkerBench.Directory()
    let clear = try WorkerBench(Self.rules("seal = false"), in: directory)
    try clear.befriend(1)
    try clear.befriend(2)
    for number in 0..<count { clear.say("secret-\(number)", at: UInt32(number)) }
    clear.receive(.offline(key(1)))
    #expect(try clear.filesHold("secret-"))
    try clear.store.write { tx throws(StoreError) in
      try tx.setMeta(.sealReaders, [1])
      try tx.beginSealing()
    }
    try clear.store.close()
    return try WorkerBench(
      Self.rules("seal = \"\(InboxSecret().key.text)\""), in: directory, sealer: HidingSealer())
  }

  private func progress(_ bench: WorkerBench) throws -> SealProgress {
    try bench.store.read { reader throws(StoreError) in try reader.sealProgress() }
  }

  @Test func `seals what is there in steps, and answers between them`() throws {
    let bench = try bench(900)
    let engine = bench.worker.engine
    var steps = 0
    while try !isSealing(bench), steps < 50 {
      // Other work of the start goes first.
      engine.forgetNextStep()
      steps += 1
    }
    guard case .sealing(let before, _) = try progress(bench) else {
      Issue.record("nothing is in clear")
      return
    }
    engine.forgetNextStep()
    guard case .sealing(let after, _) = try progress(bench) else {
      Issue.record("one step sealed everything")
      return
    }
    #expect(before - after <= 2_000)
    _ = engine.handle([.network([.online(key(2))])])
    _ = engine.handle([.network([message("secret-last", by: 2, at: 1)])])
    #expect(bench.network.takeSends().map(\.text).contains("answer to secret-last"))
    #expect(try isSealing(bench), "the answer did not wait for the sealing")
    bench.wait(seconds: 1)
    bench.wait(seconds: 120)
    #expect(try progress(bench) == .sealed)
    #expect(try !bench.filesHold("secret-"))
    #expect(try bench.inbox().allSatisfy { $0 == "sealed" } && !bench.inbox().isEmpty)
    #expect(bench.reports.lines("log").contains { $0.contains("before the seal is sealed") })
  }

  private func isSealing(_ bench: WorkerBench) throws -> Bool {
    if case .sealing = try progress(bench) { true } else { false }
  }

  @Test func `sends what waited in clear`() throws {
    let bench = try bench(3)
    bench.wait(seconds: 120)
    #expect(try progress(bench) == .sealed)
    bench.receive(.online(key(1)))
    #expect(bench.network.takeSends().map(\.text).contains("answer to secret-2"))
  }
}

/// Removing from the files what was erased.
@Suite struct `Many erasures, one after the other` {
  @Test func `rewrite the database once, and say until then that copies may remain`() throws {
    let bench = try WorkerBench(
      """
      contacts { accept = "everyone" }
      on("message", function(message) message:keep() end)
      """)
    try bench.befriend(1)
    for number in 1...4 { bench.say("secret-\(number)", at: UInt32(number)) }
    let numbers = try bench.store.read { reader throws(StoreError) in
      try reader.inbox(InboxFilter(status: nil)).map(\.id.rawValue)
    }
    func erase(_ number: Int64) -> Bool? {
      guard case .forgotten(let summary)? = bench.ask(.command(.inboxErase(messages: [number])))
      else { return nil }
      return summary.copiesMayRemain
    }
    #expect(erase(numbers[0]) == false)
    // As if that had taken 0.3 s.
    let engine = bench.worker.engine
    engine.memory.cleaningPausesUntil = bench.clock.uptime.advanced(byMilliseconds: 30_000)
    #expect(erase(numbers[1]) == true && erase(numbers[2]) == true)
    bench.wait(seconds: 31)
    #expect(
      try bench.store.read { reader throws(StoreError) in try reader.meta(.rewritingOwed) } == nil)
    #expect(erase(numbers[3]) == false)
    #expect(try !bench.filesHold("secret-"))
  }
}
