import Foundation
import GatewayCore
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import GatewayHTTP

@Suite(.timeLimit(.minutes(1))) struct `Events over HTTP` {
  private static let fields = "Host: localhost\r\nAuthorization: Bearer all\r\n"

  @Test func `a stream goes on where it was cut off, and its end is noticed at once`() async throws
  {
    try await ServerBench.with { bench in
      bench.application.events.withLock { $0 = ["one", "two", "three"] }
      let port = bench.port
      let request = "GET /v1/events HTTP/1.1\r\n\(Self.fields)Last-Event-ID: 1\r\n\r\n"
      let text = try await aside {
        let client = try RawClient(port: port)
        client.send(request)
        return client.read(until: "data: three\n\n")
      }
      #expect(text.status == 200 && text.field("content-type") == "text/event-stream")
      #expect(text.contains("id: 2\nevent: message\ndata: two\n\n"))
      #expect(!text.contains("data: one"))
      try await eventually { bench.application.endedStreams.withLock(\.self) == 1 }
    }
  }

  @Test func `a stream without events has a comment from time to time`() async throws {
    var limits = HTTPLimits()
    limits.heartbeat = .milliseconds(20)
    try await ServerBench.with(limits: limits) { bench in
      let port = bench.port
      let text = try await aside {
        let client = try RawClient(port: port)
        client.send("GET /v1/events HTTP/1.1\r\n\(Self.fields)\r\n")
        _ = client.read(until: ":\n\n")
        return client.read(until: ":\n\n")
      }
      #expect(text.contains(":\n\n") && !text.contains("data:"))
    }
  }

  @Test func `a stream does not hold the server's end`() async throws {
    let bench = try await ServerBench()
    let port = bench.port
    bench.application.events.withLock { $0 = ["one"] }
    let request = "GET /v1/events HTTP/1.1\r\n\(Self.fields)\r\n"
    let client = try await aside {
      let client = try RawClient(port: port)
      client.send(request)
      _ = client.read(until: "data: one\n\n")
      return client
    }
    let start = ContinuousClock.now
    await bench.server.stop()
    // Either would last a minute.
    #expect(ContinuousClock.now - start < .seconds(20))
    withExtendedLifetime(client) {}
  }

  @Test func `what a token reads ends when it is revoked`() async throws {
    try await ServerBench.with { bench in
      bench.application.answer(.events(ConsumerEvents(events: [], last: 0)))
      async let waiting = bench.ask("GET /v1/consumers/desk/events?wait=60s", token: "reading")
      async let other = bench.ask("GET /v1/consumers/desk/events?wait=60s")
      async let stream = bench.ask("GET /v1/events", token: "reading")
      try await eventually {
        bench.application.waiting.withLock(\.self) == 2 && bench.server.counts.current.answered == 1
      }
      let start = ContinuousClock.now
      bench.application.revoked.withLock { _ = $0.insert(2) }
      #expect(try await waiting.status == 401)
      #expect(try await stream.status == 200)
      // Either would last a minute.
      #expect(ContinuousClock.now - start < .seconds(20))
      #expect(bench.refused(.token) == 1)
      bench.application.events.withLock { $0 = ["one"] }
      bench.application.answer(.events(ConsumerEvents(events: [.object([])], last: 1)))
      #expect(try await other.status == 200)
    }
  }

  @Test func `an id of an event that can't be read is refused`() async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.ask("GET /v1/events", fields: ["Last-Event-ID: yesterday"])
      #expect(answer.status == 400 && answer.body.contains("Last-Event-ID"))
    }
  }

  @Test func `a consumer that waits does not hold the server's end, and is answered`() async throws
  {
    let bench = try await ServerBench()
    bench.application.answer(.events(ConsumerEvents(events: [], last: 0)))
    async let answer = bench.ask("GET /v1/consumers/desk/events?wait=60s")
    try await eventually { bench.application.asked.count == 1 }
    let start = ContinuousClock.now
    await bench.server.stop()
    // Either would last a minute.
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(try await answer.status == 200)
    #expect(bench.application.asked.count == 1)
  }

  @Test func `a consumer that leaves is waited for no longer`() async throws {
    // One that shut its side may still read: so long it is waited for.
    var limits = HTTPLimits()
    limits.answerTimeMax = .milliseconds(300)
    try await ServerBench.with(limits: limits) { bench in
      bench.application.answer(.events(ConsumerEvents(events: [], last: 0)))
      let port = bench.port
      let request = "GET /v1/consumers/desk/events?wait=60s HTTP/1.1\r\n\(Self.fields)\r\n"
      do {
        let client = try await aside {
          let client = try RawClient(port: port)
          client.send(request)
          return client
        }
        try await eventually { bench.application.waiting.withLock(\.self) == 1 }
        withExtendedLifetime(client) {}
      }
      try await eventually { bench.application.waiting.withLock(\.self) == 0 }
    }
  }

  @Test func `a client that does not read its stream is closed, and costs little`() async throws {
    var limits = HTTPLimits()
    limits.answerTimeMax = .milliseconds(500)
    try await ServerBench.with(limits: limits) { bench in
      let data = String(repeating: "x", count: 100_000)
      bench.application.events.withLock { $0 = Array(repeating: data, count: 1_000) }
      let port = bench.port
      let request = "GET /v1/events HTTP/1.1\r\n\(Self.fields)\r\n"
      let client = try await aside {
        let client = try RawClient(port: port)
        client.send(request)
        return client
      }
      try await eventually { bench.refused(.slow) == 1 }
      try await eventually { bench.application.endedStreams.withLock(\.self) == 1 }
      withExtendedLifetime(client) {}
    }
  }

  @Test func `a consumer waits for its events, as long as it says`() async throws {
    try await ServerBench.with { bench in
      bench.application.answer(.events(ConsumerEvents(events: [], last: 0)))
      let start = ContinuousClock.now
      async let answer = bench.ask("GET /v1/consumers/desk/events?wait=20s&max=7")
      try await eventually { bench.application.asked.count == 1 }
      bench.application.answer(.events(ConsumerEvents(events: [.object([])], last: 1)))
      bench.application.events.withLock { $0 = ["one"] }
      #expect(try await answer.status == 200)
      #expect(ContinuousClock.now - start < .seconds(15))
      #expect(
        bench.application.asked.last
          == #"{"query":"consumer_events","consumer":"desk","limit":7}"#)
      bench.application.answer(.events(ConsumerEvents(events: [], last: 1)))
      #expect(try await bench.ask("GET /v1/consumers/desk/events?wait=1s").status == 200)
      for wrong in ["61s", "-1", "1m", "", "01s"] {
        let answer = try await bench.ask("GET /v1/consumers/desk/events?wait=\(wrong)")
        #expect(answer.status == 400, "\(wrong)")
      }
    }
  }
}

/// Waits for a condition.
func eventually(_ condition: () -> Bool) async throws {
  let end = ContinuousClock.now + .seconds(60)
  while !condition() {
    try #require(ContinuousClock.now < end)
    try await Task.sleep(for: .milliseconds(5))
  }
}
