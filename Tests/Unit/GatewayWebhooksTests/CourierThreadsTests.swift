import GatewayCore
import Synchronization
import Testing

@testable import GatewayWebhooks

/// How several threads of the courier divide what there is to carry.
@Suite(.timeLimit(.minutes(1))) struct `The threads of the courier` {
  private static func job(_ webhook: String = "desk", concurrency: Int? = nil) -> CourierJob {
    var request = WebhookRequest(
      webhook: webhook, url: "http://127.0.0.1:9/",
      content: .http(HTTPContent(headers: [], body: [])))
    request.concurrency = concurrency
    return CourierJob(request) { _ in }
  }

  private static func queue(
    _ threads: Int, transfersMax: Int = 256, jobs: [CourierJob]
  ) -> CourierQueue {
    var queue = CourierQueue(CourierLimits(transfersMax: transfersMax), threads: threads)
    for job in jobs { queue.add(job) }
    return queue
  }

  /// The jobs that a thread gets until it has no more slots.
  private static func fill(_ queue: inout CourierQueue, _ thread: Int) -> Int {
    var count = 0
    while queue.next(for: thread) != nil { count += 1 }
    return count
  }

  @Test(arguments: [(8, 4, 4), (7, 4, 3), (2, 1, 1), (1, 1, 0)])
  func `a webhook's slots are divided, and an odd one is the first's`(
    concurrency: Int, first: Int, second: Int
  ) {
    let jobs = (0..<100).map { _ in Self.job(concurrency: concurrency) }
    var queue = Self.queue(2, jobs: jobs)
    #expect(Self.fill(&queue, 1) == second)
    #expect(Self.fill(&queue, 0) == first)
    #expect(!queue.hasJob(for: 0) && !queue.hasJob(for: 1))
    queue.ended(jobs[0], by: 0)
    #expect(queue.hasJob(for: 0) && !queue.hasJob(for: 1))
  }

  @Test func `few jobs are all the first thread's`() {
    var queue = Self.queue(2, jobs: (0..<4).map { _ in Self.job(concurrency: 8) })
    #expect(!queue.hasJob(for: 1) && queue.next(for: 1) == nil)
    #expect(Self.fill(&queue, 0) == 4)
    queue.add(Self.job(concurrency: 8))
    #expect(!queue.hasJob(for: 0) && queue.hasJob(for: 1))
  }

  @Test func `one thread's slow webhook takes nothing from another webhook`() {
    var queue = Self.queue(2, jobs: (0..<50).map { _ in Self.job("slow", concurrency: 2) })
    #expect(Self.fill(&queue, 0) == 1 && Self.fill(&queue, 1) == 1)
    queue.add(Self.job("quick", concurrency: 2))
    #expect(queue.next(for: 0)?.request.webhook == "quick")
  }

  @Test
  func `all together keep within the courier's limit, and room goes to the one that needs it`() {
    let jobs = (0..<6).map { Self.job("hook \($0)", concurrency: 1) }
    var queue = Self.queue(2, transfersMax: 4, jobs: jobs)
    #expect(Self.fill(&queue, 0) == 4 && queue.isFull && !queue.hasJob(for: 0))
    queue.ended(jobs[0], by: 0)
    #expect(!queue.isFull && queue.hasJob(for: 0) && !queue.hasJob(for: 1))
  }

  @Test(arguments: 1...Courier.threadsMax)
  func `many requests are all answered once, over no more connections than wanted`(
    threads: Int
  ) async throws {
    let receiver = try Receiver(.answer("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"))
    let courier = try Courier(threads: threads)
    defer { courier.shutdown() }
    var request = WebhookRequest(
      webhook: "desk", url: receiver.url,
      content: .http(HTTPContent(headers: [], body: [1, 2, 3])))
    request.allowed = .local
    request.concurrency = 5
    let results = AsyncStream.makeStream(of: CourierResult?.self)
    courier.send(
      (0..<2_000).map { _ in CourierJob(request) { results.continuation.yield($0?.result) } })
    var statuses: [Int?] = []
    for await result in results.stream {
      statuses.append(
        result.flatMap { if case .answered(let response) = $0 { response.status } else { nil } })
      if statuses.count == 2_000 { break }
    }
    #expect(statuses.allSatisfy { $0 == 200 })
    #expect(receiver.requests.count == 2_000)
    #expect(receiver.openMax <= 5)
  }

  @Test func `what waits when it is shut down is given back, by whichever thread had it`()
    async throws
  {
    let receiver = try Receiver(.silence)
    let courier = try Courier(threads: 3)
    var request = WebhookRequest(
      webhook: "desk", url: receiver.url, content: .http(HTTPContent(headers: [], body: [])))
    request.allowed = .local
    let given = Mutex(0)
    courier.send(
      (0..<200).map { _ in
        CourierJob(request) { end in given.withLock { $0 += end == nil ? 1 : 0 } }
      })
    courier.shutdown(grace: 0)
    #expect(given.withLock { $0 } == 200)
  }
}
