import Foundation
import GatewayCore
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import GatewayHTTP

@Suite(.timeLimit(.minutes(2))) struct `Hooks of the HTTP interface` {
  private func post(
    _ path: String, _ body: String, fields: [String] = [], to bench: ServerBench
  ) async throws -> String {
    let lines = ["POST \(path) HTTP/1.1", "Host: localhost", "Content-Length: \(body.utf8.count)"]
    return try await bench.raw(
      (lines + fields + ["Connection: close"]).joined(separator: "\r\n") + "\r\n\r\n" + body)
  }

  @Test func `a request without its proof is answered as any path is without a token`()
    async throws
  {
    try await ServerBench.with { bench in
      var answers: Set<String> = []
      for path in ["/hooks/open", "/hooks/token", "/hooks/none", "/hooks/", "/hooks/open/x", "/x"] {
        answers.insert(try await post(path, "wrong", to: bench))
      }
      #expect(answers.count == 1 && answers.first?.status == 401)
      #expect(bench.application.hooks.isEmpty)
      // A token of the interface proves nothing to a hook.
      let token = try await post(
        "/hooks/open", "wrong", fields: ["Authorization: Bearer all"], to: bench)
      #expect(token.status == 401)
      let unknown = try await post(
        "/hooks/none", "", fields: ["Authorization: Bearer all"], to: bench)
      #expect(unknown.status == 404)
    }
  }

  @Test func `a request arrives with its body, its query and its header as they were sent`()
    async throws
  {
    try await ServerBench.with { bench in
      let answer = HookResponse(status: 202, type: "application/json", body: #"{"a":1}"#)
      bench.application.answerHooks(.answered(answer))
      let given = try await post(
        "/hooks/open?a=1%202&b=", "secret \u{0}é", fields: ["X-Some: One"], to: bench)
      #expect(given.status == 202 && given.body == answer.body)
      #expect(given.field("content-type") == "application/json")
      let request = try #require(bench.application.hooks.first)
      #expect(request.method == "POST" && request.text == "secret \u{0}é")
      #expect(request.query == [.init("a", "1 2"), .init("b", "")])
      #expect(request.header("x-some") == "One")
    }
  }

  @Test func `a query of any form is taken, and marked where it can't be read`() async throws {
    try await ServerBench.with { bench in
      let queries = [
        ("tag=a&tag=b", 200), ("a=1&", 200), ("&", 200), ("=1", 400), ("x=%zz", 400),
        ("a=%00", 400),
      ]
      for (query, status) in queries {
        let answer = try await post("/hooks/open?\(query)", "secret", to: bench)
        #expect(answer.status == status, "\(query)")
        #expect(try await post("/hooks/open?\(query)", "wrong", to: bench).status == 401)
      }
      let hooks = bench.application.hooks
      #expect(hooks.map { $0.query.map(\.value) } == [["a", "b"], ["1"], [], [], [], []])
    }
  }

  @Test(arguments: [204, 205]) func `an answer without content has no body`(
    status: Int
  ) async throws {
    try await ServerBench.with { bench in
      bench.application.answerHooks(.answered(HookResponse(status: status, body: "x")))
      let answer = try await post("/hooks/open", "secret", to: bench)
      #expect(answer.status == status && answer.body.isEmpty)
      #expect(answer.field("content-length") == (status == 204 ? nil : "0"))
      #expect(answer.field("content-type") == nil)
    }
  }

  @Test func `a body in very many tiny parts is refused`() async throws {
    try await ServerBench.with { bench in
      let head = "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      let chunks = String(repeating: "1\r\nx\r\n", count: 3_000) + "0\r\n\r\n"
      let answer = try await bench.raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks)
      #expect(answer.status == 413)
      #expect(bench.application.hookRefusals == [.size])
      let few = "6\r\nsecret\r\n" + String(repeating: "1\r\nx\r\n", count: 900) + "0\r\n\r\n"
      let taken = try await bench.raw(head + "Transfer-Encoding: chunked\r\n\r\n" + few)
      #expect(taken.status == 200)
    }
  }

  @Test(arguments: [
    (HookReply.failed, 500), (.unavailable, 503), (.unknown, 401),
    (.answered(HookResponse(status: 204)), 204), (.answered(HookResponse(status: 422)), 422),
  ])
  func `the answer says whether to try again`(reply: HookReply, status: Int) async throws {
    try await ServerBench.with { bench in
      bench.application.answerHooks(reply)
      let answer = try await post("/hooks/open", "secret", to: bench)
      #expect(answer.status == status)
      #expect((answer.field("retry-after") != nil) == (status == 503))
    }
  }

  @Test func `a huge body is refused before it is read, and counted`() async throws {
    try await ServerBench.with { bench in
      let head = "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\n"
      let said = try await bench.raw(head + "Content-Length: 600000\r\n\r\n")
      #expect(said.status == 413)
      let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
      let chunks = String(repeating: chunk, count: 9) + "0\r\n\r\n"
      let sent = try await bench.raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks)
      #expect(sent.status == 413)
      #expect(bench.application.hookRefusals == [.size, .size])
      // Where the header has to prove the sender, the body is not read without that.
      let unproven = try await bench.raw(
        "POST /hooks/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600000\r\n\r\n")
      #expect(unproven.status == 401)
    }
  }

  @Test func `a body that comes a byte at a time is cut off in time, and others are served`()
    async throws
  {
    var limits = HTTPLimits()
    limits.bodyTimeMax = .milliseconds(600)
    try await ServerBench.with(limits: limits) { bench in
      let port = bench.port
      async let slow = aside { () -> String in
        let client = try RawClient(port: port)
        client.send(
          "POST /hooks/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n")
        while client.send("x") { usleep(20_000) }
        return client.readAll()
      }
      var served = 0
      for _ in 0..<10 {
        if try await post("/hooks/open", "secret", to: bench).status == 200 { served += 1 }
      }
      #expect(served == 10)
      #expect(try await slow.isEmpty)
      let end = ContinuousClock.now + .seconds(60)
      while bench.application.hookRefusals.isEmpty, ContinuousClock.now < end {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(bench.application.hookRefusals == [.incomplete])
      #expect(bench.refused(.slow) == 1)
    }
  }

  @Test(arguments: [true, false])
  func `a body that is cut off is never taken for a whole one`(isChunked: Bool) async throws {
    try await ServerBench.with { bench in
      let port = bench.port
      let end = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 20"
      let body = isChunked ? "6\r\nsecret\r\n" : "secret"
      for isHalfOpen in [true, false] {
        try await aside {
          let client = try RawClient(port: port)
          client.send("POST /hooks/open HTTP/1.1\r\nHost: localhost\r\n\(end)\r\n\r\n\(body)")
          guard isHalfOpen else { return }
          client.finish()
          _ = client.readAll()
        }
      }
      let deadline = ContinuousClock.now + .seconds(60)
      while bench.application.hookRefusals.count < 2, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(bench.application.hookRefusals == [.incomplete, .incomplete])
      #expect(bench.application.hooks.isEmpty)
    }
  }

  @Test func `after many bodies at one time memory is given back, once they have all ended`()
    async throws
  {
    let releases = Mutex(0)
    let bodies = UnprovenBodies { releases.withLock { $0 += 1 } }
    let few = bodies.begin()
    #expect(few.add(UnprovenBodies.worthReleasing - 1))
    few.end()
    let many = bodies.begin()
    #expect(many.add(UnprovenBodies.worthReleasing))
    #expect(releases.withLock(\.self) == 0)
    many.end()
    try await eventually { releases.withLock(\.self) == 1 }
  }

  @Test func `bodies of senders that are not proven have a limit together, which is given back`() {
    let bodies = UnprovenBodies()
    let first = bodies.begin()
    #expect(first.add(UnprovenBodies.bytesMax))
    let second = bodies.begin()
    #expect(!second.add(1))
    second.end()
    #expect(!bodies.begin().add(1))
    first.end()
    first.end()
    #expect(bodies.begin().add(UnprovenBodies.bytesMax))
  }
}
