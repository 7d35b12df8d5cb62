import GatewayCore
import TestSupport
import Testing

@testable import GatewayHTTP

@Suite(.timeLimit(.minutes(1))) struct `Requests of the HTTP interface` {
  @Test func `path, query and body become the members of one request`() async throws {
    try await ServerBench.with { bench in
      let since = "2026-01-05T11:00:00%2b01:00"
      _ = try await bench.ask("GET /v1/messages?status=open&limit=7&since=\(since)")
      _ = try await bench.ask("PUT /v1/contacts/amber-heron/note", body: #"{"note":null}"#)
      _ = try await bench.ask("POST /v1/messages/17/close")
      _ = try await bench.ask("GET /v1/deliveries?states=failed,expired")
      #expect(
        bench.application.asked == [
          #"{"query":"inbox_list","status":"open","limit":7,"since":"2026-01-05T10:00:00.000Z"}"#,
          #"{"command":"contact_note","contact":"amber-heron","note":null}"#,
          #"{"command":"inbox_close","messages":[17]}"#,
          #"{"query":"hook_deliveries","states":["failed","expired"]}"#,
        ])
    }
  }

  @Test(arguments: [
    ("GET //v1/status", 400), ("GET /v1/status/", 400), ("GET /v1//status", 400),
    ("GET /v1/./status", 400), ("GET /v1/x/../status", 400), ("GET /v1/%2e%2e/status", 400),
    ("GET /v1/contacts/a%2Fb", 400), ("GET /v1/contacts/%zz", 400),
    ("GET /v1/contacts/%", 400), ("GET /v1/contacts/%00", 400), ("GET /v1/contacts/%ff", 400),
    ("GET /v1/contacts/a%5Cb", 400), ("GET /v1/status#x", 400), ("GET /V1/status", 404),
    ("GET /v1/status?x=1", 400), ("GET /v1/messages?limit=1&limit=2", 400),
    ("GET /v1/messages?limit=+5", 400), ("GET /v1/messages?limit=05", 400),
    ("GET /v1/messages?limit=%zz", 400), ("GET /v1/messages?limit=0", 400),
    ("GET /v1/messages?=1", 400), ("GET /v1/messages/-1", 400), ("GET /v1/messages/0", 400),
    ("GET /v1/messages?since=yesterday", 400), ("GET /v1/status%20", 404),
    ("GET http://127.0.0.1/v1/status", 400), ("OPTIONS *", 400), ("DELETE /v1/status", 405),
    ("GET /v1/deliveries?states=failed,failed", 400), ("GET /v1/search", 400),
    ("GET /", 404), ("GET //", 400), ("GET /?", 404), ("DELETE /v1/messages/count", 405),
    ("GET /v1/deliveries/replay", 405),
  ])
  func `a path or a query that is read in two ways is refused`(
    request: String, status: Int
  ) async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.ask(request)
      #expect(answer.status == status)
      #expect(answer.field("content-type") == "application/problem+json")
      #expect(bench.application.asked.isEmpty)
    }
  }

  @Test func `a number in a path is called one`() async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.ask("GET /v1/messages/+5")
      #expect(answer.body.contains("message must be a whole number from 1."))
    }
  }

  @Test(arguments: [
    (#"{"to":"x"}"#, "lacks"), (#"{"to":"x","text":7}"#, "text must be"),
    (#"{"to":"x","text":"y","text":"z"}"#, "twice"), (#"["to"]"#, "no JSON object"),
    (#"{"to":"x","text":"y","keep":false}"#, "is nothing"), ("{", "no JSON"),
    (#"{"to":"x","text":"\u0000"}"#, "NUL"), (#"{"to":"x","text":"y","kind":"song"}"#, "one of"),
    (#"{"to":"x","text":""}"#, "text is empty"), (#"{"to":"","text":"y"}"#, "to is empty"),
    (#"{"to":"x","text":null}"#, "text must be"), (String(repeating: "[", count: 40), "no JSON"),
  ])
  func `a body that is not what the route takes is refused with the mistake`(
    body: String, words: String
  ) async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.ask("POST /v1/messages", body: body)
      #expect(answer.status == 400 && answer.body.contains(words), "\(answer.body)")
      #expect(bench.refused(.request) == 1)
    }
  }

  @Test func `a body is JSON, and is said to be`() async throws {
    try await ServerBench.with { bench in
      let body = #"{"to":"x","text":"y"}"#
      let head = "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer all\r\n"
      let form = head + "Content-Type: text/plain\r\nConnection: close\r\nContent-Length: "
      let asText = try await bench.raw(form + "\(body.utf8.count)\r\n\r\n" + body)
      #expect(asText.status == 415)
      // A page of another origin may send what a form could: text without a type that is asked for.
      let none = head + "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
      let untyped = try await bench.raw(none)
      #expect(untyped.status == 415)
    }
  }

  @Test(arguments: [
    (FailureKind.refused, 409), (.invalid, 400), (.absent, 404), (.forbidden, 403), (.differs, 422),
    (.unavailable, 503),
  ])
  func `a failure becomes a problem with its status`(kind: FailureKind, status: Int) async throws {
    try await ServerBench.with { bench in
      bench.application.answer(.failed("It \"is\" so.", kind))
      let answer = try await bench.ask("GET /v1/status")
      #expect(answer.status == status && answer.body.contains(#""detail":"It \"is\" so.""#))
      #expect(answer.body.contains(#""status":\#(status)"#))
      #expect(answer.field("content-type") == "application/problem+json")
      #expect((answer.field("retry-after") != nil) == (kind == .unavailable))
    }
  }

  @Test func `each answer, also an error, has the fields that hold a browser back`() async throws {
    try await ServerBench.with { bench in
      for request in ["GET /v1/status", "GET /nothing", "PUT /v1/status"] {
        let answer = try await bench.ask(request)
        #expect(answer.field("x-content-type-options") == "nosniff")
        #expect(answer.field("cache-control") == "no-store")
        #expect(answer.field("content-security-policy")?.contains("frame-ancestors") == true)
      }
      let foreign = try await bench.ask("GET /v1/status", host: "evil.example")
      #expect(foreign.field("x-content-type-options") == "nosniff")
    }
  }

  @Test func `what was made is at the place that the answer names`() async throws {
    try await ServerBench.with { bench in
      let body = #"{"to":"x","text":"y"}"#
      bench.application.answer(.queued(18))
      let message = try await bench.ask("POST /v1/messages", body: body)
      #expect(message.status == 201 && message.field("location") == "/v1/messages/18")
      bench.application.answer(.broadcasting(3, contacts: 12))
      let broadcast = try await bench.ask("POST /v1/messages", body: body)
      #expect(broadcast.status == 201 && broadcast.field("location") == "/v1/broadcasts/3")
    }
  }

  @Test func `HEAD has the header of GET and no body`() async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.ask("HEAD /v1/status")
      #expect(answer.status == 200 && answer.body.isEmpty)
      #expect(answer.field("content-length") == "16")
      let missing = try await bench.ask("HEAD /nothing")
      #expect(missing.status == 404 && missing.body.isEmpty)
    }
  }

  @Test func `a key of a request goes to where it is carried out, with all that makes it that one`()
    async throws
  {
    try await ServerBench.with { bench in
      for text in ["one", "two"] {
        _ = try await bench.ask(
          "POST /v1/messages", fields: ["Idempotency-Key: k"],
          body: #"{"to":"x","text":"\#(text)"}"#)
      }
      // What can be repeated anyway takes no key.
      _ = try await bench.ask("POST /v1/messages/7/close", fields: ["Idempotency-Key: k"])
      let keys = bench.application.keys
      #expect(keys.count == 3 && keys[0]?.key == keys[1]?.key && keys[2] == nil)
      #expect(keys[0]?.request != keys[1]?.request)
      let empty = try await bench.ask(
        "POST /v1/messages", fields: ["Idempotency-Key: "], body: #"{"to":"x","text":"y"}"#)
      let doubled = try await bench.ask(
        "POST /v1/messages", fields: ["Idempotency-Key: a", "Idempotency-Key: b"],
        body: #"{"to":"x","text":"y"}"#)
      #expect(doubled.status == 400)
      #expect(empty.status == 400)
    }
  }

  @Test func `each request that sends something has a key, and its path makes it that one`()
    async throws
  {
    try await ServerBench.with { bench in
      for name in ["amber-heron", "blue-finch"] {
        _ = try await bench.ask(
          "POST /v1/contacts/\(name)/confirmations", fields: ["Idempotency-Key: k"],
          body: #"{"text":"Go?"}"#)
      }
      _ = try await bench.ask(
        "POST /v1/broadcasts", fields: ["Idempotency-Key: k"],
        body: #"{"label":"all","text":"x"}"#)
      let requests = bench.application.keys.compactMap { $0?.request }
      #expect(Set(requests).count == 3)
    }
  }

  @Test func `a full page names the next one`() async throws {
    try await ServerBench.with { bench in
      bench.application.answer(.deliveries([], last: 42))
      let answer = try await bench.ask("GET /v1/deliveries?webhook=a%20b&before=90")
      #expect(
        answer.field("link") == #"</v1/deliveries?webhook=a%20b&before=42>; rel="next""#)
      bench.application.answer(.deliveries([], last: nil))
      #expect(try await bench.ask("GET /v1/deliveries").field("link") == nil)
    }
  }

  private func message(_ id: Int64, isAutomatic: Bool = false) -> MessageSummary {
    let contact = ContactKey(bytes: [UInt8](repeating: 7, count: 32))
    var summary = MessageSummary(
      Item(
        id: MessageID(id),
        conversation: Conversation(with: contact, codename: Codename(text: "amber-heron")),
        direction: isAutomatic ? .outbound : .inbound, kind: .text, content: .plain("x"),
        at: UnixMilliseconds(0)))
    if isAutomatic { summary.automatic = true }
    return summary
  }

  /// A page of a conversation is in order of time, whichever part was asked for, and has the
  /// answers of rules in it, which came later than the message that they answer.
  @Test(arguments: [
    ("", "before=3"), ("&order=newest_first", "before=3"), ("&order=oldest_first", "after=5"),
    ("&before=9", "before=3"),
  ])
  func `the next page of a conversation is further in the order of the request`(
    order: String, next: String
  ) async throws {
    try await ServerBench.with { bench in
      bench.application.answer(.inbox([message(3), message(5), message(8, isAutomatic: true)]))
      for path in ["/v1/contacts/amber-heron/messages", "/v1/thread"] {
        let answer = try await bench.ask("GET \(path)?limit=2\(order)")
        #expect(answer.field("link")?.contains("\(next)>") == true, "\(path)")
        let full = try await bench.ask("GET \(path)?limit=3\(order)")
        #expect(full.field("link") == nil, "a rule's answer fills no page")
      }
      bench.application.answer(.inbox([message(5)]))
      let one = try await bench.ask("GET /v1/messages?limit=1\(order)")
      #expect(one.field("link")?.contains(next.replacing("=3", with: "=5")) == true)
    }
  }
}
