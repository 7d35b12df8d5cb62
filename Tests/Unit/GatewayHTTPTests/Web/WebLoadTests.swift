import Foundation
import GatewayCore
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import GatewayHTTP

/// Browsers that are many, or slow.
@Suite(.timeLimit(.minutes(2))) struct `Load of the web inbox` {
  private static let streamCount = 200

  @Test func `two hundred open streams hold up no page, and end with their browsers`() async throws
  {
    try await ServerBench.with(servesPages: true) { bench in
      bench.web.streams.withLock { $0 = 0 }
      let port = bench.port
      let request =
        "GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: postern-session=admin\r\n\r\n"
      let clients = try await aside {
        try (0..<Self.streamCount).map { _ in
          let client = try RawClient(port: port)
          client.send(request)
          return client
        }
      }
      try await eventually { bench.web.streams.withLock(\.self) == Self.streamCount }
      let start = ContinuousClock.now
      #expect(try await bench.send("GET /", session: "admin").status == 200)
      // As long as for a stream that is stuck.
      #expect(ContinuousClock.now - start < .seconds(10))
      bench.web.happens.withLock { $0 = true }
      let texts = try await aside { clients.map { $0.read(until: "data: {}\n\n") } }
      #expect(texts.allSatisfy { $0.hasSuffix("id: 1-1\nevent: message\ndata: {}\n\n") })
      #expect(texts.allSatisfy { $0.field("content-type") == "text/event-stream" })
      try await aside { for client in clients { client.finish() } }
      try await eventually { bench.web.streams.withLock(\.self) == 0 }
      withExtendedLifetime(clients) {}
    }
  }

  @Test func `a form that comes too slowly is dropped, and nothing is done`() async throws {
    var limits = HTTPLimits()
    limits.bodyTimeMax = .milliseconds(200)
    try await ServerBench.with(limits: limits, servesPages: true) { bench in
      let port = bench.port
      for (cookie, path) in [
        ("postern-session=admin", "/sign-out"), ("postern-visit=v", "/sign-in"),
      ] {
        let head =
          "POST \(path) HTTP/1.1\r\nHost: localhost\r\nCookie: \(cookie)\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nproof="
        let answer = try await aside {
          let client = try RawClient(port: port)
          client.send(head)
          return client.readAll()
        }
        #expect(answer == "", "\(path)")
      }
      #expect(bench.refused(.slow) == 2)
      #expect(
        bench.web.signedOut.withLock(\.self) == [] && bench.web.attempts.withLock(\.self) == 0)
    }
  }

  @Test func `strangers that announce forms and send nothing hold up no other one`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let port = bench.port
      // Each announces as much as it may, and sends nothing of it.
      let head =
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nCookie: postern-visit=v\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n"
        + "Content-Length: \(WebForm.signInBytesMax)\r\n\r\n"
      let clients = try await aside {
        try (0..<100).map { _ in
          let client = try RawClient(port: port)
          client.send(head)
          return client
        }
      }
      try await eventually { bench.server.counts.current.connections >= 100 }
      let form = try await bench.post("/sign-in", "token=x", visit: "v")
      #expect(form.status == 303)
      withExtendedLifetime(clients) {}
    }
  }
}
