import Foundation
import GatewayCore
import NIOCore
import TestSupport
import Testing

@testable import GatewayHTTP

/// Stored files over HTTP.
@Suite(.timeLimit(.minutes(1))) struct `A file of the HTTP interface` {
  @Test func `comes whole, as something to be saved that no browser runs`() async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.ask("GET /v1/files/7/content", token: "reading")
      let (head, body) = try #require(answer.split(firstAt: "\r\n\r\n"))
      #expect(head.hasPrefix("HTTP/1.1 200"))
      for field in [
        "Content-Type: text/html", "Content-Length: 500000", "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store", "Repr-Digest: sha-256=:AQI=:", "ETag: \"0102\"",
        "Accept-Ranges: bytes",
        "Content-Security-Policy: sandbox; default-src 'none'; frame-ancestors 'none'",
        "Content-Disposition: attachment; filename=\"_bersicht _1_.html\"; "
          + "filename*=UTF-8''%C3%9Cbersicht%20%221%22.html",
      ] {
        #expect(head.lowercased().contains("\r\n\(field.lowercased())"), "\(field)")
      }
      #expect(body.utf8.count == 500_000)
      #expect(body.hasPrefix("AAAA") && body.hasSuffix("BBBB"))
    }
  }

  @Test func `comes in part, and a cut download goes on`() async throws {
    try await ServerBench.with { bench in
      let path = "GET /v1/files/7/content"
      let end = try await bench.ask(
        path, fields: ["Range: bytes=262143-262145", "If-Range: \"0102\""])
      #expect(end.hasPrefix("HTTP/1.1 206") && end.hasSuffix("\r\n\r\nABB"), "\(end)")
      #expect(end.lowercased().contains("\r\ncontent-range: bytes 262143-262145/500000\r\n"))
      #expect(end.lowercased().contains("\r\ncontent-length: 3\r\n"))
      let other = try await bench.ask(
        path, fields: ["Range: bytes=499999-", "If-Range: \"0103\""])
      #expect(other.hasPrefix("HTTP/1.1 200") && other.utf8.count > 500_000)
      let behind = try await bench.ask(path, fields: ["Range: bytes=500000-"])
      #expect(behind.hasPrefix("HTTP/1.1 416"), "\(behind)")
      #expect(behind.lowercased().contains("\r\ncontent-range: bytes */500000\r\n"))
      let head = try await bench.ask(
        "HEAD /v1/files/7/content", fields: ["Range: bytes=0-0"])
      #expect(head.hasPrefix("HTTP/1.1 200"))
      #expect(head.lowercased().contains("\r\ncontent-length: 500000\r\n"))
    }
  }

  @Test func `lasts as long as its client reads on, and no longer`() async throws {
    var limits = HTTPLimits()
    limits.answerTimeMax = .seconds(2)
    try await ServerBench.with(limits: limits) { bench in
      let client = try RawClient(port: bench.port)
      let request = "GET /v1/files/9/content HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n"
      client.send(request + "Authorization: Bearer all\r\nConnection: close\r\n\r\n")
      let start = ContinuousClock.now
      // On one thread: tasks wait for those of other tests, and the server for no reader.
      let received = try await aside {
        var received = 0
        while true {
          let count = client.drop(5_000_000)
          received += count
          guard count > 0 else { return received }
          Thread.sleep(forTimeInterval: 0.3)
        }
      }
      #expect(received > 40_000_000 && ContinuousClock.now - start > .seconds(2))
      #expect(bench.refused(.slow) == 0)
      let stalled = try RawClient(port: bench.port)
      stalled.send(request + "Authorization: Bearer all\r\n\r\n")
      try await eventually { bench.refused(.slow) == 1 }
      #expect(try await aside { stalled.drop(50_000_000) } < 40_000_000)
    }
  }

  @Test func `is not had without the scope, and an unknown one is not there`() async throws {
    try await ServerBench.with { bench in
      let forbidden = try await bench.ask("GET /v1/files/7/content", token: "sending")
      #expect(forbidden.hasPrefix("HTTP/1.1 403"))
      #expect(try await bench.ask("GET /v1/files/8/content").hasPrefix("HTTP/1.1 404"))
      #expect(try await bench.ask("GET /v1/files/x/content").hasPrefix("HTTP/1.1 400"))
      #expect(try await bench.ask("GET /v1/files/7/content?a=b").hasPrefix("HTTP/1.1 400"))
      let head = try await bench.ask("HEAD /v1/files/7/content")
      #expect(head.hasPrefix("HTTP/1.1 200") && head.hasSuffix("\r\n\r\n"))
    }
  }

  @Test func `is never named by a path of the machine`() async throws {
    try await ServerBench.with { bench in
      let body = #"{"to":"amber-heron","path":"/etc/passwd"}"#
      #expect(try await bench.ask("POST /v1/files", body: body).hasPrefix("HTTP/1.1 400"))
      _ = try await bench.ask("POST /v1/files", body: #"{"to":"amber-heron","file":7}"#)
      #expect(
        bench.application.asked == [
          #"{"command":"file_send","contact":"amber-heron","file":7}"#
        ])
    }
  }
}

extension String {
  fileprivate func split(firstAt mark: String) -> (String, String)? {
    firstRange(of: mark).map { (String(self[..<$0.lowerBound]), String(self[$0.upperBound...])) }
  }
}
