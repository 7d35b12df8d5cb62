import GatewayCore
import GatewayWebhooks
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct `The queue of the courier` {
  let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

  private func request(_ receiver: Receiver, webhook: String = "desk") -> WebhookRequest {
    var request = WebhookRequest(
      webhook: webhook, url: receiver.url,
      content: .http(HTTPContent(headers: [], body: [1, 2, 3])))
    request.allowed = .local
    return request
  }

  @Test func `many requests are all answered, over no more connections than allowed`() async throws
  {
    let receiver = try Receiver(.answer(ok))
    let courier = try Courier(limits: CourierLimits(transfersPerWebhookMax: 4))
    defer { courier.shutdown() }
    let request = request(receiver)
    let results = await withTaskGroup(of: DeliveryResult?.self) { group in
      for _ in 0..<500 { group.addTask { await courier.send(request) } }
      return await group.reduce(into: [DeliveryResult?]()) { $0.append($1) }
    }
    #expect(results == Array(repeating: .delivered(status: 200), count: 500))
    #expect(receiver.requests.count == 500)
    #expect(receiver.openMax <= 4)
  }

  @Test func `a webhook has no more under way than its owner wants`() async throws {
    let receiver = try Receiver(.answer(ok))
    let courier = try Courier()
    defer { courier.shutdown() }
    var request = request(receiver)
    request.concurrency = 2
    let results = await withTaskGroup(of: DeliveryResult?.self) { group in
      for _ in 0..<100 { group.addTask { [request] in await courier.send(request) } }
      return await group.reduce(into: [DeliveryResult?]()) { $0.append($1) }
    }
    #expect(results == Array(repeating: .delivered(status: 200), count: 100))
    #expect(receiver.openMax <= 2)
  }

  @Test func `a webhook that is slow leaves room for the others`() async throws {
    let slow = try Receiver(.silence)
    let quick = try Receiver(.answer(ok))
    let courier = try Courier(limits: CourierLimits(transfersPerWebhookMax: 2))
    for _ in 0..<50 { courier.send(request(slow, webhook: "slow")) { _ in } }
    #expect(await courier.send(request(quick, webhook: "quick")) == .delivered(status: 200))
    courier.shutdown(grace: 0)
    #expect(slow.connections <= 2)
  }

  @Test func `waiting for room does not use up a request's time`() async throws {
    let slow = try Receiver(.silence)
    let quick = try Receiver(.answer(ok))
    let limits = CourierLimits(totalTimeout: 1_500, transfersPerWebhookMax: 1)
    let courier = try Courier(limits: limits)
    defer { courier.shutdown(grace: 0) }
    for _ in 0..<2 { courier.send(request(slow)) { _ in } }
    #expect(await courier.send(request(quick)) == .delivered(status: 200))
  }

  @Test func `shutting down waits for what is under way, no longer than the grace`() async throws {
    let slow = try Receiver(.silence)
    let courier = try Courier()
    let results = Mutex<[CourierResult?]>([])
    for _ in 0..<20 {
      courier.send(request(slow)) { end in results.withLock { $0.append(end?.result) } }
    }
    let clock = ContinuousClock()
    let start = clock.now
    courier.shutdown(grace: 200)
    #expect(clock.now - start < .seconds(5))
    #expect(results.withLock { $0 } == Array(repeating: nil, count: 20))
  }

  @Test func `after the end each request is told so`() async throws {
    let receiver = try Receiver(.answer(ok))
    let courier = try Courier()
    #expect(await courier.send(request(receiver)) == .delivered(status: 200))
    courier.shutdown()
    courier.shutdown()
    #expect(await courier.send(request(receiver)) == nil)
  }

  @Test func `a receiver that comes back is served again`() async throws {
    let receiver = try Receiver(
      .answers(["HTTP/1.1 500 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", ok]))
    let courier = try Courier()
    defer { courier.shutdown() }
    #expect(await courier.send(request(receiver)) == .refused(status: 500, retryAfter: nil))
    #expect(await courier.send(request(receiver)) == .delivered(status: 200))
  }
}
