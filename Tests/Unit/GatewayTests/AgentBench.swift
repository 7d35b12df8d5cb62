import Foundation
import GatewayCore
import Synchronization
import Testing

@testable import Gateway

/// A server of the Model Context Protocol with a scripted application behind it, and a client.
final class AgentBench: Sendable {
  static let run = "2026-01-05T10:00:00.000Z"
  static let runTime = Subscription.run(run)

  let server: ModelContextServer
  let client = ScriptedApplication()
  private let written: Written
  private let lastID = Mutex(100)

  private final class Written: Sendable {
    let lines = Mutex<[String]>([])
  }

  init(scopes: [Scope] = [.read, .send]) {
    let written = Written()
    self.written = written
    server = ModelContextServer(version: "1.2.3", scopes: scopes, client: client) { line in
      written.lines.withLock { $0.append(line) }
    }
  }

  /// All that were written so far.
  var answers: [[String: Any]] {
    written.lines.withLock(\.self).compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }

  func send(_ method: String, _ parameters: String, id: Int) {
    server.receive(
      Data(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(parameters)}"#.utf8))
  }

  func answer(_ method: String, _ parameters: String) async throws -> [String: Any] {
    let id = lastID.withLock { last in
      last += 1
      return last
    }
    send(method, parameters, id: id)
    return try await wait { $0["id"] as? Int == id }
  }

  func firstAnswer() async throws -> [String: Any] { try await wait { _ in true } }

  func result(_ method: String, _ parameters: String) async throws -> [String: Any] {
    try #require(try await answer(method, parameters)["result"] as? [String: Any])
  }

  func call(_ tool: String, _ arguments: String) async throws -> [String: Any] {
    try await result("tools/call", #"{"name":"\#(tool)","arguments":\#(arguments)}"#)
  }

  /// Calls until no other call is in the way.
  func callWhenFree(_ tool: String, _ arguments: String) async throws -> [String: Any] {
    while true {
      let result = try await call(tool, arguments)
      if let content = result["structuredContent"] as? [String: Any] { return content }
      await Task.yield()
    }
  }

  func tools() async throws -> [String] {
    let tools = try await result("tools/list", "{}")["tools"] as? [[String: Any]]
    return try #require(tools).compactMap { $0["name"] as? String }
  }

  private func wait(for isMeant: ([String: Any]) -> Bool) async throws -> [String: Any] {
    while true {
      if let answer = answers.first(where: isMeant) { return answer }
      try await Task.sleep(for: .milliseconds(2))
    }
  }
}

/// An application that gives set replies and lines of events.
final class ScriptedApplication: ApplicationClient {
  private struct Script {
    var asked: [ApplicationRequest] = []
    var subscriptions: [Subscription] = []
    var reply = Reply.done
  }

  let isStuck = Mutex(false)
  private let script = Mutex(Script())
  private let lines = Mutex<[String]>([])

  var asked: [ApplicationRequest] { script.withLock(\.asked) }
  var subscriptions: [Subscription] { script.withLock(\.subscriptions) }
  var reply: Reply {
    get { script.withLock(\.reply) }
    set { script.withLock { $0.reply = newValue } }
  }

  func feed(_ line: String) { lines.withLock { $0.append(line) } }

  func ask(_ request: ApplicationRequest) -> Reply {
    while isStuck.withLock(\.self) { usleep(1_000) }
    return script.withLock { script in
      script.asked.append(request)
      return script.reply
    }
  }

  func follow(_ subscription: Subscription) -> any FollowedLines {
    script.withLock { $0.subscriptions.append(subscription) }
    return ScriptedLines(self)
  }

  private final class ScriptedLines: FollowedLines {
    private let application: ScriptedApplication

    init(_ application: ScriptedApplication) { self.application = application }

    func next(within limit: Duration) -> String? {
      let deadline = ContinuousClock.now + limit
      while true {
        let line = application.lines.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if line != nil || ContinuousClock.now >= deadline { return line }
        usleep(1_000)
      }
    }
  }
}
