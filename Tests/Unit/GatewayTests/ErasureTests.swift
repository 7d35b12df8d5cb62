import Foundation
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Messages that are erased after a while, in which that can be undone.
@Suite struct `Erasing with an undo` {
  private static let rules = """
    contacts { accept = 'everyone' }
    on('message', function(message)
      message:keep()
      message:reply('thanks')
    end)
    """

  private func bench(
    messages: Int
  ) throws -> (bench: WorkerBench, numbers: [Int64]) {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    for number in 1...messages {
      bench.say("tip \(number)", at: UInt32(number))
    }
    let numbers = try bench.store.read { reader throws(StoreError) in
      try reader.inboxNumbers(InboxFilter(status: nil, limit: 500, order: .oldestFirst))
    }
    return (bench, numbers.map(\.rawValue))
  }

  private func summaries(_ bench: WorkerBench) -> [MessageSummary] {
    guard
      case .inbox(let messages) = bench.ask(
        .query(.inboxList(InboxSelection(InboxFilter(status: nil, limit: 500)), textBytes: nil)))
    else { return [] }
    return messages
  }

  @Test func `until its time a message tells when it is erased, and can be left`() throws {
    let (bench, numbers) = try bench(messages: 3)
    let due = bench.clock.now.advanced(byMilliseconds: 30_000)
    #expect(
      bench.ask(.command(.erasureSchedule(messages: Array(numbers.prefix(2)), undo: 30)))
        == .changed(2))
    #expect(summaries(bench).filter { $0.erasing == due }.count == 2)
    #expect(bench.ask(.command(.erasureCancel(messages: [numbers[0]]))) == .changed(1))
    guard case .failed(_, .absent, _) = bench.ask(.command(.erasureCancel(messages: [numbers[0]])))
    else {
      Issue.record("a message that stays was left twice")
      return
    }
    #expect(bench.worker.engine.timeToNextDue() == 30_000)
    bench.wait(seconds: 29)
    #expect(try bench.inbox().count == 3)
    bench.wait(seconds: 1)
    #expect(try bench.inbox() == ["tip 1", "tip 3"])
    #expect(try bench.store.check() == [])
  }

  @Test func `a reply overtakes five hundred that are due`() throws {
    let (bench, numbers) = try bench(messages: 500)
    let asked = OwnerRequest(
      request: .command(.erasureSchedule(messages: numbers, undo: 0)), author: .owner
    ) { #expect($0 == .changed(500)) }
    bench.worker.engine.serve([asked])
    var steps = 0
    while bench.worker.engine.forgetNextStep() {
      steps += 1
      let isCommitted = bench.worker.engine.handle([
        .network([message("new \(steps)", at: UInt32(1_000 + steps))])
      ])
      #expect(isCommitted)
    }
    #expect(steps >= 25)
    #expect(try bench.inbox() == (1...steps).map { "new \($0)" })
  }

  @Test func `it is kept over a restart, and what is due then is erased`() throws {
    let (bench, numbers) = try bench(messages: 2)
    _ = bench.ask(.command(.erasureSchedule(messages: [numbers[0]], undo: 60)))
    let again = try bench.restarted(Self.rules)
    again.wait(seconds: 59)
    #expect(try again.inbox().count == 2)
    again.wait(seconds: 2)
    #expect(try again.inbox() == ["tip 2"])
  }

  @Test(arguments: [-31_536_000, -3_600, 3_600, 31_536_000])
  func `a clock that is set leaves what is left of the time`(step: Int64) throws {
    let (bench, numbers) = try bench(messages: 2)
    _ = bench.ask(.command(.erasureSchedule(messages: [numbers[0]], undo: 60)))
    bench.clock.step(seconds: step)
    bench.wait(seconds: 59)
    #expect(try bench.inbox().count == 2)
    bench.wait(seconds: 2)
    #expect(try bench.inbox() == ["tip 2"])
  }

  @Test func `a contact that is removed takes its erasures along`() throws {
    let (bench, numbers) = try bench(messages: 2)
    _ = bench.ask(.command(.erasureSchedule(messages: numbers, undo: 60)))
    #expect(
      try bench.store.read { reader throws(StoreError) in try reader.nextErasureDue() } != nil)
    try bench.store.write { transaction throws(StoreError) in
      _ = try transaction.forget(contact: key(1), now: bench.clock.now)
    }
    let left = try bench.store.read { reader throws(StoreError) in try reader.nextErasureDue() }
    #expect(left == nil)
  }
}
