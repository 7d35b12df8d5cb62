import Foundation
import GatewayCore
import Glibc
import Logging
import TestSupport
import Testing

@testable import Gateway

/// What the service manager is told, and what the log looks like to a machine.
@Suite(.timeLimit(.minutes(1))) struct `The service manager` {
  private let socket: NotifySocket

  init() throws { socket = try NotifySocket() }

  private func manager(_ more: [String: String] = [:]) throws -> ServiceManager {
    try #require(
      ServiceManager(environment: more.merging(["NOTIFY_SOCKET": socket.name]) { $1 }))
  }

  @Test func `is told of the start, a reload and the end`() throws {
    let manager = try manager()
    manager.ready()
    #expect(socket.next() == "READY=1")
    manager.reloading()
    let reloading = try #require(socket.next()?.split(separator: "\n"))
    #expect(reloading[0] == "RELOADING=1" && reloading[1].hasPrefix("MONOTONIC_USEC="))
    manager.stopping()
    #expect(socket.next() == "STOPPING=1")
  }

  @Test func `is told of the bot's state in one line, and nothing of contacts`() throws {
    let manager = try manager()
    func event(_ report: Report) -> FeedEvent {
      FeedEvent(number: 1, time: UnixMilliseconds(0), content: report)
    }
    manager.tell([
      event(.log("a text\nREADY=0")),
      event(.connection(ConnectionReport(status: .joining, words: "joining\nSTOPPING=1"))),
      event(.reloaded(file: "x.lua")),
    ])
    #expect(socket.next() == "STATUS=joining")
    #expect(socket.next() == "READY=1\nSTATUS=The bot's file was read anew.")
  }

  @Test func `hears from the watchdog as long as all parts answer`() async throws {
    let manager = try manager(["WATCHDOG_USEC": "8000"])
    let watch = manager.watch {}
    for _ in 0..<3 { #expect(try await socket.message() == "WATCHDOG=1") }
    watch?.cancel()
    await watch?.value
    let stuck = try self.manager(["WATCHDOG_USEC": "8000", "WATCHDOG_PID": "\(getpid())"])
    let never = AsyncStream.makeStream(of: Void.self)
    let waiting = stuck.watch { for await _ in never.stream {} }
    socket.drain()
    #expect(try await socket.message(within: .milliseconds(100)) == nil)
    never.continuation.finish()
    #expect(try await socket.message() == "WATCHDOG=1")
    waiting?.cancel()
  }

  @Test func `that watches another process, or does not watch, hears nothing from it`() throws {
    for more in [[:], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "x"], ["WATCHDOG_PID": "1"]] {
      #expect(try manager(more).watch {} == nil)
    }
    #expect(try manager(["WATCHDOG_USEC": "8000", "WATCHDOG_PID": "1"]).watch {} == nil)
    #expect(ServiceManager(environment: [:]) == nil)
    #expect(ServiceManager(environment: ["NOTIFY_SOCKET": "relative"]) == nil)
    let long = "/" + String(repeating: "x", count: 200)
    #expect(ServiceManager(environment: ["NOTIFY_SOCKET": long]) == nil)
  }

  @Test func `a manager that is gone is no trouble`() throws {
    let gone = "@postern-gone-\(UUID().uuidString)"
    try #require(ServiceManager(environment: ["NOTIFY_SOCKET": gone])).ready()
  }

  @Test func `a line of the log as JSON has all of it, and text of others in one line`() throws {
    let line = LogFormat.json.line(
      .warning, "a \"text\"\nand \u{1b}[31m more", metadata: ["message": "17", "port": "33445"])
    #expect(!line.contains("\n") && !line.contains("\u{1b}"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["level"] as? String == "warning")
    #expect(object["message"] as? String == "a \"text\"\nand \u{1b}[31m more")
    #expect(object["metadata"] as? [String: String] == ["message": "17", "port": "33445"])
    #expect(UnixMilliseconds(rfc3339: object["time"] as? String ?? "") != nil)
    #expect(LogFormat.json.line("a note").contains(#""level":"notice","message":"a note""#))
    #expect(LogFormat.text.line("a note") == "a note")
  }
}
