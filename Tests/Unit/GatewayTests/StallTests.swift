import Foundation
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// A disk that does not respond: only the worker's thread waits for it.
@Suite(.timeLimit(.minutes(1))) struct `A disk that stalls` {
  private static let rules = "on('message', function(message) message:keep() end)"

  @Test func `while the disk stalls posting goes on, and then all is handled once`()
    async throws
  {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try WorkerBench(Self.rules, in: directory)
    for number in 1...3 { try bench.befriend(UInt8(number)) }
    let (inputs, network) = (bench.worker.inputs, bench.network)
    nonisolated(unsafe) let worker = bench.worker
    let done = DispatchSemaphore(value: 0)
    disk.set(.stalling)
    Thread.detachNewThread {
      worker.run()
      done.signal()
    }

    inputs.post(.network([message("first")]))
    try await wait { disk.waiting == 1 }
    for number in 0..<300 {
      inputs.post(
        .network([message("m\(number)", by: UInt8(1 + number % 3), at: UInt32(2 + number / 3))]))
    }
    #expect(disk.waiting == 1, "the thread that posts did not wait for the disk")
    #expect(network.takeWords() == [])

    disk.set(nil)
    inputs.post(.stop)
    // The grace period for proofs, which the fake network never sends, ends with the clock.
    try await wait {
      bench.clock.advance(seconds: 1)
      return done.wait(timeout: .now()) == .success
    }
    #expect(network.takeWords().count == 301)
    let stored = try bench.store.read { reader throws(StoreError) in
      try reader.inbox(InboxFilter(status: nil, limit: 1_000)).count
    }
    #expect(stored == 301)
  }

  private func wait(until condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(2)) }
  }
}
