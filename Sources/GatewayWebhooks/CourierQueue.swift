import GatewayCore

/// Jobs that wait for a slot, each webhook's in a queue of their own: a webhook without a free slot
/// is passed over as a whole, however many of its jobs wait.
struct CourierQueue {
  private struct Lane {
    let webhook: String
    /// At most as many as the courier's owner hands out.
    var jobs: [CourierJob] = []
    var running = 0

    var isWaiting: Bool { !jobs.isEmpty }

    /// Whether its next job may start.
    func hasSlot(_ limits: CourierLimits) -> Bool {
      guard let next = jobs.first else { return false }
      return running < min(next.request.concurrency ?? .max, limits.transfersPerWebhookMax)
    }

    mutating func takeFirst() -> CourierJob {
      running += 1
      return jobs.removeFirst()
    }
  }

  private var lanes: [Lane] = []
  /// The lane whose turn is next, so that none is always the last where all slots are in use.
  private var turn = 0
  private var running = 0
  private let limits: CourierLimits

  init(_ limits: CourierLimits) { self.limits = limits }

  var isEmpty: Bool { !lanes.contains(where: \.isWaiting) }

  mutating func add(_ job: CourierJob) {
    let webhook = job.request.webhook
    if let index = lanes.firstIndex(where: { $0.webhook == webhook }) {
      lanes[index].jobs.append(job)
    } else {
      lanes.append(Lane(webhook: webhook, jobs: [job]))
    }
  }

  /// Takes the next job for which there is a slot: one of each webhook in turn.
  mutating func next() -> CourierJob? {
    guard running < limits.transfersMax else { return nil }
    for step in lanes.indices {
      let index = (turn + step) % lanes.count
      guard lanes[index].hasSlot(limits) else { continue }
      turn = index + 1
      running += 1
      return lanes[index].takeFirst()
    }
    return nil
  }

  /// A job that was taken is done.
  mutating func ended(_ job: CourierJob) {
    guard let index = lanes.firstIndex(where: { $0.webhook == job.request.webhook }) else { return }
    running -= 1
    lanes[index].running -= 1
    if lanes[index].running == 0, !lanes[index].isWaiting { lanes.remove(at: index) }
  }

  mutating func takeAll() -> [CourierJob] {
    let all = lanes.flatMap(\.jobs)
    for index in lanes.indices { lanes[index].jobs = [] }
    return all
  }
}
