import Foundation
import GatewayCore
import NIOCore
import TestSupport
import Testing

@testable import GatewayHTTP

@Suite(.timeLimit(.minutes(2))) struct `Connections of the HTTP interface` {
  private static let fields = "Host: localhost\r\nAuthorization: Bearer all\r\n"
  private static let get = "GET /v1/status HTTP/1.1\r\n\(fields)"

  @Test func `a connection serves one request after the other`() async throws {
    try await ServerBench.with { bench in
      let port = bench.port
      let answers = try await aside {
        let client = try RawClient(port: port)
        client.send(Self.get + "\r\n" + Self.get + "\r\n")
        let pipelined = [client.readAnswer(), client.readAnswer()]
        client.send(Self.get + "\r\n")
        return pipelined + [client.readAnswer()]
      }
      #expect(answers.map(\.status) == [200, 200, 200])
    }
  }

  /// The end of what is sent at once behind two requests, and the status that it gets.
  @Test(arguments: [
    ("GET /v1/status HTTP/1.1\r\n\(fields)Connection: close\r\n\r\n", 200),
    ("nonsense\r\n\r\n", 400), ("GET /v1/status HTTP/1.1\r\nHost: elsewhere\r\n\r\n", 421),
  ])
  func `what was asked before the end of a connection is answered, in order`(
    end: String, status: Int
  ) async throws {
    try await ServerBench.with { bench in
      let port = bench.port
      let text = Self.get + "\r\n" + Self.get + "\r\n" + end
      for _ in 0..<20 {
        let all = try await aside {
          let client = try RawClient(port: port)
          client.send(text)
          return client.readAll()
        }
        let statuses = all.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
        #expect(statuses == ["200", "200", "\(status)"])
      }
    }
  }

  @Test(arguments: [
    "GET /v1/status HTTP/1.1\r\n\(fields)Connection: close\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\n\(fields)Connection: Close\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\n\(fields)Connection: TE, close\r\n\r\n",
    "GET /v1/status HTTP/1.0\r\n\(fields)\r\n",
  ])
  func `it closes when a request says so, in any spelling, and after HTTP 1.0`(
    request: String
  ) async throws {
    try await ServerBench.with { bench in
      // It would wait for the limit of an idle connection otherwise.
      let answer = try await bench.raw(request)
      #expect(answer.status == 200 && answer.field("connection") == "close")
    }
  }

  @Test func `a header that is too large is refused`() async throws {
    try await ServerBench.with { bench in
      let field = "X-Filler: \(String(repeating: "x", count: 1_000))\r\n"
      let large = Self.get + String(repeating: field, count: 20) + "\r\n"
      let largeStatus = try await bench.raw(large).status
      #expect(largeStatus == 431)
      let many = Self.get + String(repeating: "X: y\r\n", count: 200) + "\r\n"
      let manyStatus = try await bench.raw(many).status
      #expect([400, 431].contains(manyStatus))
      let target = "GET /\(String(repeating: "x", count: 20_000)) HTTP/1.1\r\n\(Self.fields)\r\n"
      let targetStatus = try await bench.raw(target).status
      #expect([400, 431].contains(targetStatus))
      #expect(bench.refused(.header) == 3)
    }
  }

  @Test(arguments: [
    "GET /v1/status HTTP/1.1\r\n\(fields)Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\n\(fields)Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\n\(fields)Content-Length: +1\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\nHost : localhost\r\n\r\n", "nonsense\r\n\r\n",
    "GET /v1/status HTTP/2.0\r\n\(fields)\r\n",
  ])
  func `what two programs could read in two ways is refused, and the connection closed`(
    request: String
  ) async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.raw(request)
      #expect(answer.status == 400 && answer.field("connection") == "close")
      #expect(answer.field("content-type") == "application/problem+json")
      #expect(bench.refused(.header) == 1)
    }
  }

  @Test func `a huge body is refused before it is sent, and is not read to its end`() async throws {
    try await ServerBench.with { bench in
      let head = "POST /v1/messages HTTP/1.1\r\n\(Self.fields)Content-Type: application/json\r\n"
      let said = try await bench.raw(head + "Content-Length: 300000000\r\n\r\n")
      #expect(said.status == 413 && said.field("connection") == "close")
      let port = bench.port
      let (answer, sent) = try await aside { () -> (String, Int) in
        let client = try RawClient(port: port)
        client.send(head + "Transfer-Encoding: chunked\r\n\r\n")
        let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
        var sent = 0
        while sent < 4_000, client.send(chunk) { sent += 1 }
        return (client.readAnswer(), sent)
      }
      #expect(answer.status == 413 || answer.isEmpty)
      #expect(sent < 4_000)
      #expect(bench.refused(.body) == 2)
      // A route without a body takes none.
      let closing = try await bench.ask("POST /v1/messages/1/close", body: "{}")
      #expect(closing.status == 413 && closing.body.contains("takes no body"))
    }
  }

  @Test func `a chunk whose extension never ends has the time of a body`() async throws {
    var limits = HTTPLimits()
    limits.bodyTimeMax = .milliseconds(300)
    try await ServerBench.with(limits: limits) { bench in
      let port = bench.port
      let head = "POST /v1/messages HTTP/1.1\r\n\(Self.fields)Content-Type: application/json\r\n"
      let sent = try await aside {
        let client = try RawClient(port: port)
        client.send(head + "Transfer-Encoding: chunked\r\n\r\n1;")
        let part = String(repeating: "x", count: 65_536)
        var sent = 0
        // At a time, so that neither side is only filling its buffers.
        while sent < 10_000, client.send(part) { sent += 1 }
        return sent
      }
      #expect(sent < 10_000)
      try await eventually { bench.server.counts.current.connections == 0 }
      #expect(bench.application.asked.isEmpty)
    }
  }

  @Test func `beyond the most connections further ones wait until one ends`() async throws {
    var limits = HTTPLimits()
    limits.connectionsMax = 3
    try await ServerBench.with(limits: limits) { bench in
      let port = bench.port
      let status = try await aside {
        var open = try (0..<8).map { _ in try RawClient(port: port) }
        // Those that came first have a place; each that leaves makes one.
        var statuses: [Int] = []
        while !open.isEmpty {
          let client = open.removeFirst()
          client.send(Self.get + "\r\n")
          statuses.append(client.readAnswer().status ?? 0)
        }
        return statuses
      }
      #expect(status == [Int](repeating: 200, count: 8))
    }
  }

  @Test func `a client that asks on and on before it is answered is refused`() async throws {
    try await ServerBench.with { bench in
      let port = bench.port
      let requests = 20_000
      let (answered, last) = try await aside { () -> (Int, String) in
        let client = try RawClient(port: port)
        client.send(
          String(repeating: "GET /v1/status HTTP/1.1\r\n\(Self.fields)\r\n", count: requests))
        var (answered, answer) = (0, client.readAnswer())
        while answer.status == 200 { (answered, answer) = (answered + 1, client.readAnswer()) }
        return (answered, answer)
      }
      #expect(last.status == 429 && last.field("connection") == "close")
      #expect((64..<requests).contains(answered))
      #expect(bench.refused(.request) == 1)
    }
  }

  @Test func `a client that asks whether to send its body is told`() async throws {
    try await ServerBench.with { bench in
      let port = bench.port
      let body = #"{"to":"x","text":"y"}"#
      let head =
        "POST /v1/messages HTTP/1.1\r\n\(Self.fields)Content-Type: application/json\r\n"
        + "Content-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n\r\n"
      let answers = try await aside {
        let client = try RawClient(port: port)
        client.send(head)
        let interim = client.readAnswer()
        client.send(body)
        return [interim, client.readAnswer()]
      }
      #expect(answers.map(\.status) == [100, 201])
      let large = head.replacingOccurrences(
        of: "Content-Length: \(body.utf8.count)", with: "Content-Length: 9000000")
      #expect(try await bench.raw(large).status == 413)
    }
  }

  @Test(arguments: ["Content-Length: 1000", "Transfer-Encoding: chunked"])
  func `a body that is cut off is counted once`(framing: String) async throws {
    try await ServerBench.with { bench in
      let port = bench.port
      let head = "POST /v1/messages HTTP/1.1\r\n\(Self.fields)Content-Type: application/json\r\n"
      try await aside {
        let client = try RawClient(port: port)
        client.send(head + framing + "\r\n\r\n5\r\nabcde\r\n")
        client.finish()
        _ = client.readAll()
      }
      try await eventually {
        let counts = bench.server.counts.current
        return counts.connections == 0 && !counts.refused.isEmpty
      }
      #expect(bench.server.counts.current.refused == [.request: 1])
    }
  }

  @Test func `slow clients are closed: half a header, a body a byte at a time, an unread answer`()
    async throws
  {
    var limits = HTTPLimits()
    limits.headerTimeMax = .milliseconds(300)
    limits.bodyTimeMax = .milliseconds(300)
    limits.idleTimeMax = .milliseconds(300)
    try await ServerBench.with(limits: limits) { bench in
      let port = bench.port
      let head = "POST /v1/messages HTTP/1.1\r\n\(Self.fields)Content-Type: application/json\r\n"
      #expect(try await bench.raw("GET /v1/sta").isEmpty)
      #expect(try await bench.raw("").isEmpty)
      let dripped = try await aside { () -> Int in
        let client = try RawClient(port: port)
        client.send(head + "Content-Length: 1000\r\n\r\n")
        for count in 0..<200 {
          guard client.send("x") else { return count }
          usleep(20_000)
        }
        return 200
      }
      #expect(dripped < 100)
      // The half header and the body: a connection that sends nothing is idle.
      #expect(bench.refused(.slow) == 2)
      try await eventually { bench.server.counts.current.connections == 0 }
      #expect(bench.server.counts.current.refused == [.slow: 2])
      // One that was served waits for its next request as long as it may.
      let idle = try await aside {
        let client = try RawClient(port: port)
        client.send(Self.get + "\r\n")
        return client.readAll()
      }
      #expect(idle.status == 200)
    }
  }

  @Test(arguments: [Duration.zero, .milliseconds(100)])
  func `one whose answer ended before its body did is idle then`(_ pause: Duration) async throws {
    var limits = HTTPLimits()
    limits.idleTimeMax = .milliseconds(300)
    try await ServerBench.with(limits: limits) { bench in
      let port = bench.port
      let status = try await aside { () -> Int? in
        let client = try RawClient(port: port)
        client.send("POST /v1/nothing HTTP/1.1\r\n\(Self.fields)Content-Length: 1\r\n\r\n")
        let status = client.readAnswer().status
        usleep(UInt32(pause / .microseconds(1)))
        client.send("x")
        _ = client.readAll()
        return status
      }
      #expect(status == 404)
      try await eventually { bench.server.counts.current.connections == 0 }
    }
  }

  @Test func `a thousand idle connections are tolerated, and others are served`() async throws {
    try await ServerBench.with { bench in
      let port = bench.port
      let before = try Memory.resident()
      let clients = try await aside { try (0..<1_000).map { _ in try RawClient(port: port) } }
      for _ in 0..<20 { #expect(try await bench.ask("GET /v1/status").status == 200) }
      #expect(try Memory.resident() - before < 64 << 20)
      withExtendedLifetime(clients) {}
    }
  }

  @Test func `the server ends although clients stay`() async throws {
    let bench = try await ServerBench()
    let port = bench.port
    let clients = try await aside {
      try (0..<10).map { number in
        let client = try RawClient(port: port)
        client.send(number.isMultiple(of: 2) ? Self.get : Self.get + "\r\n")
        return client
      }
    }
    await bench.server.stop()
    #expect(throws: (any Error).self) { try RawClient(port: port) }
    withExtendedLifetime(clients) {}
  }
}

private enum Memory {
  /// The bytes of this process that are in memory.
  static func resident() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return (Int(text.split(separator: " ")[1]) ?? 0) * 4_096
  }
}
