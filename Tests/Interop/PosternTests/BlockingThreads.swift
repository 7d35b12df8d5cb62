import Dispatch
import Foundation
import Synchronization
import Testing

/// Threads that may be blocked.
///
/// Swift's own pool has one for each core: where a test waits there for a program to end, it keeps
/// all others from going on, also those that only wait for a condition.
final class BlockingThreads: TaskExecutor {
  static let shared = BlockingThreads(count: 24)

  private let jobs = Mutex<[UnownedJob]>([])
  private let count = DispatchSemaphore(value: 0)

  private init(count: Int) {
    for _ in 0..<count {
      Thread.detachNewThread { [self] in
        while true { runNext() }
      }
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    count.signal()
  }

  private func runNext() {
    count.wait()
    let job = jobs.withLock { $0.removeFirst() }
    job.runSynchronously(on: asUnownedTaskExecutor())
  }
}

/// Runs each test of a suite on threads that it may block.
struct MayBlock: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(BlockingThreads.shared) { try await function() }
  }
}

extension Trait where Self == MayBlock {
  static var mayBlock: Self { MayBlock() }
}
