import Foundation
import GatewayCore
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import GatewayHTTP

/// An upload that a test takes.
final class FakeUpload: UploadTarget {
  struct State {
    var bytes: [UInt8] = []
    var writes = 0
    var isFinished = false
    var isCancelled = false
  }

  let state = Mutex(State())
  private let bytesMax: Int

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  func write(_ bytes: [UInt8]) throws(ContentRefusal) {
    let isTooMuch = state.withLock { state in
      state.bytes += bytes
      state.writes += 1
      return state.bytes.count > bytesMax
    }
    if isTooMuch { throw ContentRefusal("There is no room for this upload.", .unavailable) }
  }

  func finish() throws(ContentRefusal) -> UploadedContent {
    state.withLock { state in
      state.isFinished = true
      return UploadedContent(id: "u1", size: UInt64(state.bytes.count), digest: [1, 2])
    }
  }

  func cancel() { state.withLock { $0.isCancelled = true } }
}

@Suite(.timeLimit(.minutes(1))) struct `An upload` {
  @Test func `goes to the disk in pieces as it comes, whatever its type`() async throws {
    try await ServerBench.with { bench in
      let body = String(repeating: "ä0123456789", count: 100_000)
      let answer = try await bench.ask(
        "POST /v1/uploads", fields: ["Idempotency-Key: k1"], body: body, token: "sending")
      #expect(answer.hasPrefix("HTTP/1.1 201"), "\(answer)")
      #expect(
        answer.hasSuffix(
          #"{"reply":"uploaded","sha256":"0102","size":1200000,"upload":"u1"}"#))
      let upload = try #require(bench.application.uploads.first)
      upload.state.withLock { state in
        #expect(state.bytes == Array(body.utf8) && state.isFinished && !state.isCancelled)
        #expect((2...6).contains(state.writes), "\(state.writes)")
      }
      #expect(bench.application.keys.map { $0?.key } == [Array("k1".utf8)])
    }
  }

  @Test func `that a client does not end leaves nothing`() async throws {
    try await ServerBench.with { bench in
      let client = try RawClient(port: bench.port)
      client.send(
        "POST /v1/uploads HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n"
          + "Authorization: Bearer sending\r\nContent-Length: 100\r\n\r\nonly this")
      let application = bench.application
      try await eventually { application.uploads.count == 1 }
      client.finish()
      try await eventually { application.uploads[0].state.withLock(\.isCancelled) }
      #expect(application.uploads[0].state.withLock { !$0.isFinished })
    }
  }

  @Test func `without room is refused, and its rest is not read`() async throws {
    try await ServerBench.with { bench in
      bench.application.uploadBytesMax.withLock { $0 = 500_000 }
      let answer = try await bench.ask(
        "POST /v1/uploads", body: String(repeating: "x", count: 1_200_000), token: "sending")
      #expect(answer.hasPrefix("HTTP/1.1 503"), "\(answer.prefix(200))")
      #expect(answer.contains("There is no room for this upload."))
      bench.application.uploads[0].state.withLock { state in
        #expect(state.isCancelled && !state.isFinished && state.bytes.count < 1_200_000)
      }
    }
  }

  @Test func `needs the scope, and takes no query`() async throws {
    try await ServerBench.with { bench in
      let forbidden = try await bench.ask("POST /v1/uploads", body: "x", token: "reading")
      #expect(forbidden.hasPrefix("HTTP/1.1 403"))
      #expect(try await bench.ask("POST /v1/uploads", body: "x", token: nil).contains(" 401 "))
      #expect(try await bench.ask("POST /v1/uploads?a=b", body: "x").hasPrefix("HTTP/1.1 400"))
      #expect(bench.application.uploads.isEmpty)
    }
  }

  /// The time of a body begins anew with each step, so that an upload may be as long as it likes.
  @Test func `may take longer than a body, as long as it goes on`() async throws {
    var limits = HTTPLimits()
    limits.bodyTimeMax = .seconds(5)
    limits.bodyBytesStep = 1_000
    try await ServerBench.with(limits: limits) { bench in
      let client = try RawClient(port: bench.port)
      client.send(
        "POST /v1/uploads HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n"
          + "Authorization: Bearer sending\r\nContent-Length: 10000\r\nConnection: close\r\n\r\n")
      for _ in 0..<10 {
        try await Task.sleep(for: .milliseconds(600))
        client.send(String(repeating: "x", count: 1_000))
      }
      let answer = try await aside { client.readAll() }
      #expect(answer.hasPrefix("HTTP/1.1 201"), "\(answer)")
    }
  }
}
