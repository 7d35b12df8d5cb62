import Foundation
import GatewayCore
import GatewayWebhooks
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct `The courier` {
  let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

  private func request(
    _ receiver: Receiver, webhook: String = "desk", body: String = "{}"
  ) -> WebhookRequest {
    WebhookRequest(
      webhook: webhook, url: receiver.url,
      content: .http(
        HTTPContent(
          headers: [HeaderField(name: "webhook-id", value: "msg_1")], body: Array(body.utf8))))
  }

  private func deliver(
    _ request: WebhookRequest, timeout: Int = 20_000
  ) async throws -> DeliveryResult? {
    let courier = try Courier(limits: CourierLimits(totalTimeout: timeout))
    defer { courier.shutdown() }
    return await courier.send(request)
  }

  private func result(
    of behaviour: Receiver.Behaviour, timeout: Int = 20_000
  ) async throws -> DeliveryResult? {
    let receiver = try Receiver(behaviour)
    return try await deliver(request(receiver), timeout: timeout)
  }

  @Test func `a request arrives with its headers and its body as they are`() async throws {
    let receiver = try Receiver(.answer(ok))
    let body = "{\"text\":\"grüße\"}"
    #expect(try await deliver(request(receiver, body: body)) == .delivered(status: 200))
    let sent = try #require(receiver.requests.first)
    #expect(sent.hasPrefix("POST /secret-path HTTP/1.1\r\n"))
    #expect(sent.contains("\r\nwebhook-id: msg_1\r\n"))
    #expect(sent.hasSuffix("\r\n\r\n" + body))
  }

  @Test func `a PUT is one, with its body`() async throws {
    let receiver = try Receiver(.answer(ok))
    var request = request(receiver)
    request.content = .http(HTTPContent(method: .put, headers: [], body: Array("{}".utf8)))
    #expect(try await deliver(request) == .delivered(status: 200))
    let sent = try #require(receiver.requests.first)
    #expect(sent.hasPrefix("PUT /secret-path HTTP/1.1\r\n") && sent.hasSuffix("\r\n\r\n{}"))
  }

  @Test func `a file goes along with its event, in parts`() async throws {
    let receiver = try Receiver(.answer(ok))
    let path = FileManager.default.temporaryDirectory.appending(path: "part-\(UUID().uuidString)")
    try Data("what is \u{1F600} in it\r\n--".utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let courier = try Courier()
    defer { courier.shutdown() }
    var request = request(receiver, body: #"{"type":"file"}"#)
    let plain = request
    var content = try #require(request.http)
    content.headers.append(HeaderField(name: "content-type", value: "application/json"))
    content.file = AttachedFile(
      id: MessageID(7), name: "my \"minutes\".pdf", type: "application/pdf", size: 23,
      path: path.path)
    request.content = .http(content)
    #expect(await courier.send(request) == .delivered(status: 200))
    // A handle that carried parts is not used for what has none.
    #expect(await courier.send(plain) == .delivered(status: 200))
    let sent = try #require(receiver.requests.first)
    #expect(sent.contains("\r\nContent-Type: multipart/form-data; boundary="))
    #expect(!sent.contains("content-type: application/json"))
    #expect(sent.contains("\r\nwebhook-id: msg_1\r\n"))
    #expect(
      sent.contains(
        "form-data; name=\"event\"\r\nContent-Type: application/json\r\n\r\n{\"type\":\"file\"}\r\n"
      ))
    #expect(
      sent.contains(
        "form-data; name=\"file\"; filename=\"my %22minutes%22.pdf\"\r\n"
          + "Content-Type: application/pdf\r\n\r\nwhat is \u{1F600} in it\r\n--\r\n--"))
    let next = try #require(receiver.requests.last)
    #expect(next.hasSuffix("\r\n\r\n{\"type\":\"file\"}") && !next.contains("multipart"))
  }

  @Test func `a request has nothing of the one that a courier carried before it`() async throws {
    let end = "content-length: 0\r\n\r\n"
    let answers = [
      "HTTP/1.1 503 X\r\nretry-after: 7\r\ncontent-type: text/x\r\n\(end)",
      "HTTP/1.1 307 X\r\nlocation: http://127.0.0.1/\r\n\(end)", "HTTP/1.1 503 X\r\n\(end)",
    ]
    let receiver = try Receiver(.answers(answers))
    let courier = try Courier()
    defer { courier.shutdown() }
    var request = request(receiver, body: "a longer body")
    let first = WebhookResponse(status: 503, retryAfter: 7, contentType: "text/x")
    #expect(await courier.answer(to: request) == .answered(first))
    request.content = .http(HTTPContent(method: .put, headers: [], body: [0x7B, 0x7D]))
    let second = WebhookResponse(status: 307, location: "http://127.0.0.1/")
    #expect(await courier.answer(to: request) == .answered(second))
    #expect(await courier.answer(to: request) == .answered(WebhookResponse(status: 503)))
    #expect(receiver.connections == 1)
    let put = try #require(receiver.requests.dropFirst().first)
    #expect(put.hasPrefix("PUT ") && put.hasSuffix("\r\n\r\n{}"))
    #expect(put.lowercased().contains("\r\ncontent-length: 2\r\n"))
    #expect(!put.contains("webhook-id"))
  }

  @Test func `an answer is handed over with its type, and its body up to the limit`() async throws {
    for size in [0, 999, 1_000, 1_001, 50_000] {
      let body = String(repeating: "x", count: size)
      let receiver = try Receiver(
        .answer(
          "HTTP/1.1 503 X\r\ncontent-type: text/x\r\nretry-after: 7\r\n"
            + "content-length: \(size)\r\n\r\n\(body)"))
      let courier = try Courier(limits: CourierLimits(responseBytesMax: 1_000))
      defer { courier.shutdown() }
      let kept = Array(body.utf8.prefix(1_000))
      #expect(
        await courier.answer(to: request(receiver))
          == .answered(
            WebhookResponse(status: 503, retryAfter: 7, contentType: "text/x", body: kept)))
    }
  }

  @Test func `an answer that breaks off is told from a whole one`() async throws {
    for (length, isComplete) in [("content-length: 50\r\n", false), ("", true)] {
      let receiver = try Receiver(.answerAndHangUp("HTTP/1.1 200 OK\r\n\(length)\r\nDo not"))
      let courier = try Courier()
      defer { courier.shutdown() }
      #expect(
        await courier.answer(to: request(receiver))
          == .answered(
            WebhookResponse(status: 200, body: Array("Do not".utf8), isComplete: isComplete)))
    }
  }

  @Test func `an empty body and a large one arrive whole`() async throws {
    for size in [0, 3_000_000] {
      let receiver = try Receiver(.answer(ok))
      let body = String(repeating: "x", count: size)
      #expect(try await deliver(request(receiver, body: body)) == .delivered(status: 200))
      #expect(receiver.requests.first?.hasSuffix("\r\n\r\n" + body) == true)
    }
  }

  @Test(arguments: [200, 201, 204, 299])
  func `every 2xx is delivered`(status: Int) async throws {
    let result = try await result(of: .answer("HTTP/1.1 \(status) X\r\ncontent-length: 0\r\n\r\n"))
    #expect(result == .delivered(status: status))
  }

  @Test(arguments: [300, 304, 400, 404, 410, 429, 500, 503, 600])
  func `every other status is refused`(status: Int) async throws {
    let result = try await result(of: .answer("HTTP/1.1 \(status) X\r\ncontent-length: 0\r\n\r\n"))
    #expect(result == .refused(status: status, retryAfter: nil))
  }

  @Test func `a redirect is refused and not followed`() async throws {
    let target = try Receiver(.answer(ok))
    let receiver = try Receiver(
      .answer("HTTP/1.1 307 X\r\nlocation: \(target.url)\r\ncontent-length: 0\r\n\r\n"))
    let result = try await deliver(request(receiver))
    #expect(result == .refused(status: 307, location: target.url))
    #expect(target.connections == 0)
  }

  @Test func `the receiver's wish for a later attempt is passed on, in seconds`() async throws {
    let result = try await result(
      of: .answer("HTTP/1.1 503 X\r\nretry-after: 120\r\ncontent-length: 0\r\n\r\n"))
    #expect(result == .refused(status: 503, retryAfter: 120))
  }

  @Test(
    arguments: [
      ("99999999999999999999999", Int64.max), ("9223372036854775808", .max),
      ("0000000000000000000000000007", .max), ("00000000000000000000000", nil), ("-5", nil),
      ("3600", 3_600),
    ] as [(String, Int64?)])
  func `a wish of more digits than curl reads is a long one`(text: String, seconds: Int64?)
    async throws
  {
    let result = try await result(
      of: .answer("HTTP/1.1 503 X\r\nRetry-After: \(text)\r\ncontent-length: 0\r\n\r\n"))
    #expect(result == .refused(status: 503, retryAfter: seconds))
  }

  @Test(
    arguments: [
      ("X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset-After: 1.0015", 1_002),
      ("x-ratelimit-remaining: 1\r\nx-ratelimit-reset-after: 9", nil),
      ("x-ratelimit-remaining: 0", nil), ("x-ratelimit-reset-after: 9", nil),
      ("x-ratelimit-remaining: 0\r\nx-ratelimit-reset-after: -1", nil),
      ("x-ratelimit-remaining: 0\r\nx-ratelimit-reset-after: nan", nil),
    ] as [(String, Int64?)])
  func `a limit that is used up is passed on to the format`(fields: String, pause: Int64?)
    async throws
  {
    let receiver = try Receiver(
      .answer("HTTP/1.1 200 OK\r\n\(fields)\r\ncontent-length: 0\r\n\r\n"))
    let courier = try Courier()
    defer { courier.shutdown() }
    let outcome = await courier.end(of: request(receiver))?.outcome(in: DiscordFormat())
    #expect(outcome?.pause == pause)
    #expect(outcome?.result == .delivered(status: 200))
  }

  @Test func `what was connected to is told, whatever came of it`() async throws {
    let courier = try Courier()
    defer { courier.shutdown() }
    for behaviour in [Receiver.Behaviour.answer(ok), .hangUp] {
      let receiver = try Receiver(behaviour)
      let end = await courier.end(of: request(receiver))
      #expect(end?.address == "127.0.0.1:\(receiver.port)")
    }
    var closed = request(try Receiver(.answer(ok)))
    closed.url = "http://127.0.0.1:1/"
    #expect(await courier.end(of: closed)?.address == "127.0.0.1:1")
    let refused = await courier.end(of: closed, allowing: AllowedAddresses())
    #expect(refused?.address == nil, "it may not go there")
  }

  @Test func `the same wish as a date is turned into seconds`() async throws {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    let date = formatter.string(from: Date(timeIntervalSinceNow: 600))
    let result = try await result(
      of: .answer("HTTP/1.1 503 X\r\nRetry-After: \(date)\r\ncontent-length: 0\r\n\r\n"))
    guard case .refused(503, let seconds?, _) = result else {
      Issue.record("\(String(describing: result))")
      return
    }
    #expect((590...600).contains(seconds))
  }

  @Test(arguments: ["-5", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "99999999999999999999999"])
  func `a wish that makes no sense does no harm`(wish: String) async throws {
    let result = try await result(
      of: .answer("HTTP/1.1 503 X\r\nretry-after: \(wish)\r\ncontent-length: 0\r\n\r\n"))
    guard case .refused(503, let seconds, _) = result else {
      Issue.record("\(String(describing: result))")
      return
    }
    #expect(seconds.map { $0 > 0 } ?? true)
  }

  @Test func `an early hint is not yet an answer`() async throws {
    let hint = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"
    #expect(try await result(of: .answer(hint + ok)) == .delivered(status: 200))
    guard case .unreachable = try await result(of: .answer(hint), timeout: 3_000) else {
      Issue.record("a hint counted as an answer")
      return
    }
  }

  @Test func `the status decides even if the body is cut off`() async throws {
    let result = try await result(
      of: .answerAndHangUp("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nshort"))
    #expect(result == .delivered(status: 200))
  }

  @Test(arguments: [
    ("nothing", Receiver.Behaviour.silence),
    ("an immediate close", .hangUp),
    ("garbage", .answerAndHangUp("\u{0}\u{1}\u{2}garbage\r\n\r\n\r\n")),
    ("half a header", .answerAndHangUp("HTTP/1.1 200 OK\r\ncontent-le")),
    ("a dripping header", .drip("HTTP/1.1 200 OK\r\nx: ")),
    ("endless header lines", .endless("HTTP/1.1 200 OK\r\n", "x: y\r\n")),
    ("one endless header line", .endless("HTTP/1.1 200 OK\r\nx: ", "yyyyyyyyyyyyyyyyyyyyyyyyyyyy")),
    ("endless hints", .endless("", "HTTP/1.1 103 X\r\n\r\n")),
  ])
  func `is unreachable, in time and without the address, what answers with`(
    name: String, behaviour: Receiver.Behaviour
  ) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    guard case .unreachable(let sentence) = try await result(of: behaviour, timeout: 3_000) else {
      Issue.record("\(name) counted as an answer")
      return
    }
    #expect(clock.now - start < .seconds(10))
    #expect(sentence.hasSuffix(".") && !sentence.contains("127.0.0.1"))
    #expect(!sentence.contains("secret"))
  }

  @Test(arguments: [
    Receiver.Behaviour.drip("HTTP/1.1 200 OK\r\n\r\n"),
    .endless("HTTP/1.1 200 OK\r\n\r\n", String(repeating: "y", count: 10_000)),
    .endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "5\r\nabcde\r\n"),
  ])
  func `an endless body is cut off, and the status counts`(
    behaviour: Receiver.Behaviour
  ) async throws {
    #expect(try await result(of: behaviour, timeout: 3_000) == .delivered(status: 200))
  }

  @Test func `a closed port is unreachable`() async throws {
    let request = WebhookRequest(
      webhook: "desk", url: "http://127.0.0.1:1/", content: .empty)
    guard case .unreachable = try await deliver(request) else {
      Issue.record("somebody answered")
      return
    }
  }

  @Test(arguments: [
    "", "ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1:1/", "nonsense:",
    "http://", "http://127.0.0.1:99999/", "http://a b/", "http://127.0.0.1/\r\nx: y",
  ])
  func `an address that is not one for HTTP is unreachable`(url: String) async throws {
    let request = WebhookRequest(webhook: "desk", url: url, content: .empty)
    guard case .unreachable(let sentence) = try await deliver(request) else {
      Issue.record("somebody answered")
      return
    }
    #expect(!sentence.contains("passwd"))
  }

  @Test func `a header's value cannot begin another line`() async throws {
    let receiver = try Receiver(.answer(ok))
    var request = request(receiver)
    request.content = .http(
      HTTPContent(
        headers: [HeaderField(name: "title", value: "a\r\nevil: yes\nevil: yes\0")], body: []))
    #expect(try await deliver(request) == .delivered(status: 200))
    #expect(receiver.requests.first?.contains("\nevil") == false)
  }

  @Test func `a proxy named by the environment is not used`() async throws {
    let proxy = try Receiver(.answer("HTTP/1.1 418 X\r\ncontent-length: 0\r\n\r\n"))
    let receiver = try Receiver(.answer(ok))
    // One variable, set once and left: more would move the environment under other tests' feet.
    setenv("all_proxy", "http://127.0.0.1:\(proxy.port)", 1)
    #expect(try await deliver(request(receiver)) == .delivered(status: 200))
    #expect(proxy.connections == 0)
  }
}

extension WebhookRequest.Content {
  static let empty = Self.http(HTTPContent(headers: [], body: []))
}

extension Courier {
  /// Sends and waits; the receivers of tests are on this machine.
  func answer(
    to request: WebhookRequest, allowing allowed: AllowedAddresses = .local
  ) async -> CourierResult? {
    await end(of: request, allowing: allowed)?.result
  }

  func end(
    of request: WebhookRequest, allowing allowed: AllowedAddresses = .local
  ) async -> CourierEnd? {
    var request = request
    request.allowed = allowed
    return await withCheckedContinuation { continuation in
      send(request) { continuation.resume(returning: $0) }
    }
  }

  /// Sends and waits; the answer is judged by its status.
  func send(
    _ request: WebhookRequest, allowing allowed: AllowedAddresses = .local
  ) async -> DeliveryResult? {
    await answer(to: request, allowing: allowed)?.delivery(in: JSONFormat())
  }
}
