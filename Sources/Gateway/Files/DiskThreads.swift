import Foundation
import GatewayCore

/// A few threads for what may have to wait for the disk. Jobs of one lane run in their order, one
/// at a time; a slow lane delays no other as long as there are fewer slow ones than threads.
///
/// A thread is started when it is first needed.
final class DiskThreads: @unchecked Sendable {
  /// What a file's jobs are ordered by.
  struct Lane: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      /// Reads, writes and names.
      case bytes
      /// Waits for the disk, beside the others.
      case sync
    }

    var file: MessageID
    var kind = Kind.bytes
  }

  enum Outcome {
    case done
    /// The job is run again after so many milliseconds; those behind it in its lane wait.
    case again(after: Int64)
  }

  typealias Job = @Sendable () -> Outcome

  private struct Parked {
    var lane: Lane
    var until: Uptime
  }

  private let threadsMax: Int
  private let condition = Condition()
  /// The jobs of each lane; the first one may be running.
  private var jobs: [Lane: [Job]] = [:]
  /// Lanes with a job that no thread has taken, in the order in which they became so.
  private var ready: [Lane] = []
  private var parked: [Parked] = []
  /// Counts what was parked, so that a waiting thread notices.
  private var parkings = 0
  private var threadCount = 0
  private var idleCount = 0
  private var isClosed = false

  init(atMost threads: Int = 4) { threadsMax = threads }

  func submit(_ lane: Lane, _ job: @escaping Job) {
    let startsThread = condition.withLock {
      guard !isClosed else { return false }
      jobs[lane, default: []].append(job)
      guard jobs[lane]?.count == 1 else { return false }
      ready.append(lane)
      guard idleCount < ready.count, threadCount < threadsMax else { return false }
      threadCount += 1
      return true
    }
    if startsThread {
      let thread = Thread { [self] in run() }
      thread.name = "files"
      thread.start()
    }
    condition.signal()
  }

  /// Runs what was submitted, except what waits to be run again, and ends the threads.
  ///
  /// - Parameter limit: how long to wait for them, in milliseconds.
  func close(within limit: Int64) {
    condition.withLock { isClosed = true }
    condition.signal()
    condition.withLock { condition.wait(atMost: limit) { threadCount == 0 } }
  }

  private func run() {
    while let (lane, job) = next() { finished(lane, job()) }
    condition.withLock { threadCount -= 1 }
    condition.signal()
  }

  private func next() -> (Lane, Job)? {
    condition.withLock {
      while true {
        unpark()
        if !ready.isEmpty {
          let lane = ready.removeFirst()
          if let job = jobs[lane]?.first { return (lane, job) }
          continue
        }
        if isClosed { return nil }
        idleCount += 1
        let wait = parked.map { Uptime.now.milliseconds(until: $0.until) }.min()
        let seen = parkings
        condition.wait(atMost: wait.map { $0 + 1 }) {
          isClosed || !ready.isEmpty || parkings != seen
        }
        idleCount -= 1
      }
    }
  }

  /// Called under the lock.
  private func unpark() {
    guard !parked.isEmpty else { return }
    let now = Uptime.now
    ready += parked.filter { $0.until <= now }.map(\.lane)
    parked.removeAll { $0.until <= now }
  }

  private func finished(_ lane: Lane, _ outcome: Outcome) {
    condition.withLock {
      switch outcome {
      case .done:
        jobs[lane]?.removeFirst()
        if jobs[lane]?.isEmpty ?? true { jobs[lane] = nil } else { ready.append(lane) }
      case .again(let milliseconds):
        let until = Uptime.now.advanced(byMilliseconds: milliseconds)
        parked.append(Parked(lane: lane, until: until))
        parkings += 1
      }
    }
    condition.signal()
  }
}
