import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// A disk that refuses writes: inputs wait without an acknowledgement, and none is lost or handled
/// twice.
@Suite struct `A disk that refuses` {
  private static let rules = """
    webhook "out" { url = secret "URL" }
    on("message", function(message)
      message:keep()
      message:reply("re " .. message.text)
      message:forward("out")
    end)
    """

  private func officeAndDisk() throws -> (WorkerBench, TestDisk) {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try WorkerBench(Self.rules, in: directory)
    try bench.befriend(1)
    try bench.befriend(2)
    return (bench, disk)
  }

  @Test(arguments: [TestDisk.Fault.full, .writing, .syncing])
  func `messages that the disk refuses wait unacknowledged, and are handled once`(
    fault: TestDisk.Fault
  ) throws {
    let (bench, disk) = try officeAndDisk()
    let batch = [message("one", by: 1, at: 1), message("two", by: 2, at: 1)]
    disk.set(fault)
    for _ in 0..<3 {
      let isCommitted = bench.worker.engine.handle([.network(batch)])
      #expect(!isCommitted)
    }
    #expect(bench.network.takeWords() == [])
    #expect(bench.web.bodies == [])
    #expect(bench.reports.lines("store_error").count == 3)
    #expect(bench.reports.lines("message") == [])

    disk.set(nil)
    bench.receive(batch[0], batch[1], message("three", by: 1, at: 2))
    #expect(
      bench.network.takeWords() == [
        "consume 1 1", "consume 2 1", "consume 1 2", "send 1 re one", "send 2 re two",
        "send 1 re three",
      ])
    #expect(try bench.inbox() == ["one", "two", "three"])
    #expect(bench.web.bodies.count == 3)
    #expect(try bench.store.check() == [])
  }

  @Test func `the owner is answered while the disk refuses one batch after the other`() throws {
    let (bench, disk) = try officeAndDisk()
    disk.set(.full)
    let inputs = bench.worker.inputs
    let answers = Mutex<[Reply]>([])
    inputs.post(.network([message("waits")]))
    for request: ApplicationRequest in [
      .query(.contactList), .query(.status),
      .command(.contactNote(ContactReference("nobody"), note: "x")),
      .command(.contactNote(ContactReference(key(1).hexadecimal), note: "x")),
      .query(.contactList),
    ] {
      inputs.post(.control(request) { answer in answers.withLock { $0.append(answer) } })
    }
    inputs.post(.stop)
    bench.worker.run()

    let all = answers.withLock { $0 }
    try #require(all.count == 5)
    guard case .contacts(let before) = all[0], case .contacts(let after) = all[4] else {
      Issue.record("\(all)")
      return
    }
    #expect(before.count == 2 && after == before)
    #expect(
      all[2]
        == .failed(
          "There is no contact \"nobody\": `postern contact list` names them.", .absent,
          .noContact))
    #expect(all[3] == .failed(StoreError.full.description, .unavailable, .diskFull))
    #expect(bench.network.takeWords() == [])
    #expect(bench.reports.lines("store_error").count >= 1)
  }

  @Test func `a timer that the disk refuses is tried once a second`() throws {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let rules = """
      on("message", function(message) timer("soon", 10) end)
      on("timer", function() log("rang") end)
      """
    let bench = try WorkerBench(rules, in: directory)
    try bench.befriend(1)
    bench.say("hello")
    let engine = bench.worker.engine
    #expect(engine.timeToWait == 10_000)
    disk.set(.full)
    bench.clock.advance(seconds: 10)
    for _ in 0..<3 {
      engine.advance(with: [])
      #expect(engine.timeToWait == 1_000, "no batch waits, but the timer does")
      bench.clock.advance(seconds: 1)
    }
    #expect(bench.reports.lines("store_error").count == 3)
    disk.set(nil)
    engine.advance(with: [])
    #expect(bench.reports.lines("log").count == 1)
    #expect(engine.timeToWait == nil)
  }

  @Test func `a commit that failed and is on the disk after all is handled once`() throws {
    let (bench, disk) = try officeAndDisk()
    disk.set(.syncing)
    let isCommitted = bench.worker.engine.handle([.network([message("hello")])])
    #expect(!isCommitted && bench.network.takeWords() == [])

    // Killed before the next attempt: the journal's commit record reached the file although the
    // sync failed.
    let again = try WorkerBench(Self.rules, in: disk.killProcess())
    #expect(try again.inbox() == ["hello"])
    again.receive(.online(key(1)))
    again.say("hello")
    #expect(try again.inbox() == ["hello"])
    #expect(again.network.takeWords() == ["send 1 re hello", "consume 1 1"])
    #expect(again.web.bodies.count == 1)
  }

  @Test func `a result that the disk refuses is stored later, and nothing is posted again`() throws
  {
    let (bench, disk) = try officeAndDisk()
    bench.web.holdResults()
    bench.say("hello")
    #expect(bench.web.bodies.count == 1)
    disk.set(.full)
    bench.web.releaseResults()
    let results = bench.worker.inputs.take(waitingAtMost: 0)
    #expect(results.count == 1)
    let isStored = bench.worker.engine.handle(results)
    #expect(!isStored)
    disk.set(nil)
    let isStoredNow = bench.worker.engine.handle(results)
    #expect(isStoredNow)
    bench.wait(seconds: 3_600)
    #expect(bench.web.bodies.count == 1)
    #expect(bench.reports.lines("delivery").count == 1)
  }
}
