import GatewayCore

/// Jobs that wait for a slot, each webhook's in a queue of their own: a webhook without a free slot
/// is passed over as a whole, however many of its jobs wait.
///
/// A webhook's slots are divided among the courier's threads: each has its share and no more, so
/// that two of them together keep within what its owner wants.
struct CourierQueue {
  private struct Lane {
    let webhook: String
    /// At most as many as the courier's owner hands out.
    var jobs: [CourierJob] = []
    /// Of each thread.
    var running: [Int]

    var isWaiting: Bool { !jobs.isEmpty }
    var isIdle: Bool { jobs.isEmpty && running.allSatisfy { $0 == 0 } }

    /// Whether there is a job for a thread that those before it have no slot for: what few jobs
    /// there are keep to few connections.
    func hasJob(for thread: Int, _ limits: CourierLimits) -> Bool {
      guard let next = jobs.first else { return false }
      let slots = min(next.request.concurrency ?? .max, limits.transfersPerWebhookMax)
      let before = (0..<thread).reduce(0) { $0 + room(for: $1, of: slots) }
      return jobs.count > before && room(for: thread, of: slots) > 0
    }

    /// An odd slot is the first thread's.
    private func room(for thread: Int, of slots: Int) -> Int {
      let share = (slots + running.count - 1 - thread) / running.count
      return max(0, share - running[thread])
    }

    mutating func takeFirst(for thread: Int) -> CourierJob {
      running[thread] += 1
      return jobs.removeFirst()
    }
  }

  private var lanes: [Lane] = []
  /// The lane whose turn is next, so that none is always the last where all slots are in use.
  private var turn = 0
  private var running = 0
  private let limits: CourierLimits
  private let threads: Int

  init(_ limits: CourierLimits, threads: Int) {
    self.limits = limits
    self.threads = threads
  }

  /// Whether all slots of all webhooks together are in use.
  var isFull: Bool { running >= limits.transfersMax }

  mutating func add(_ job: CourierJob) {
    let webhook = job.request.webhook
    if let index = lanes.firstIndex(where: { $0.webhook == webhook }) {
      lanes[index].jobs.append(job)
    } else {
      lanes.append(
        Lane(webhook: webhook, jobs: [job], running: Array(repeating: 0, count: threads)))
    }
  }

  func hasJob(for thread: Int) -> Bool {
    !isFull && lanes.contains { $0.hasJob(for: thread, limits) }
  }

  /// Takes the next job for which a thread has a slot: one of each webhook in turn.
  mutating func next(for thread: Int) -> CourierJob? {
    guard !isFull else { return nil }
    for step in lanes.indices {
      let index = (turn + step) % lanes.count
      guard lanes[index].hasJob(for: thread, limits) else { continue }
      turn = index + 1
      running += 1
      return lanes[index].takeFirst(for: thread)
    }
    return nil
  }

  /// A job that a thread took is done.
  mutating func ended(_ job: CourierJob, by thread: Int) {
    guard let index = lanes.firstIndex(where: { $0.webhook == job.request.webhook }) else { return }
    running -= 1
    lanes[index].running[thread] -= 1
    if lanes[index].isIdle { lanes.remove(at: index) }
  }

  mutating func takeAll() -> [CourierJob] {
    let all = lanes.flatMap(\.jobs)
    for index in lanes.indices { lanes[index].jobs = [] }
    return all
  }
}
