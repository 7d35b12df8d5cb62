import Foundation
import InteropSupport
import TestSupport
import Testing

/// A bot as a service: what its manager, its log's reader and its monitoring get.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A service` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write("contacts { accept = 'everyone' }", to: "echo.lua")
  }

  @Test func `its manager hears of the start, of life, of a reload and of the end`() async throws {
    let manager = try NotifySocket()
    let bot = try RunningBot(
      in: place, environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "400000"])
    var heard: Set<String> = []
    func wait(for message: String) -> Bool {
      for _ in 0..<200 where !heard.contains(message) {
        guard let next = manager.next() else { return false }
        heard.insert(String(next.prefix { $0 != "\n" }))
      }
      return heard.contains(message)
    }
    #expect(wait(for: "READY=1") && wait(for: "WATCHDOG=1"))
    heard = []
    try place.write("contacts { accept = 'nobody' }", to: "echo.lua")
    #expect(wait(for: "READY=1"))
    #expect(wait(for: "WATCHDOG=1"))
    #expect(try await bot.stop() == 0)
    #expect(wait(for: "STOPPING=1"))
  }

  @Test func `its log is one object a line, its end included`() async throws {
    let bot = try RunningBot(
      in: place, options: RunningBot.direct + ["--log-format", "json", "--log-level", "info"])
    try await bot.waitReady()
    try place.write("this is no Lua", to: "echo.lua")
    let errors = place.directory.appending(path: "run.errors")
    let text = try await eventually("the log tells of the file") {
      let text = try String(contentsOf: errors, encoding: .utf8)
      return text.contains("stay in force") ? text : nil
    }
    #expect(try await bot.stop() == 0)
    for line in text.split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["level"] != nil && object?["message"] != nil && object?["time"] != nil)
    }
    let refused = try place.run(
      "run", "missing.lua", "--home", "other", "--log-format", "json", "--bootstrap", "none")
    #expect(
      refused.status == 65 && refused.errors.hasPrefix("{") && refused.errors.hasSuffix("}\n"))
    #expect(try place.run("run", "echo.lua", "--log-format", "xml").status == 64)
  }

  @Test func `its metrics are read by Prometheus' own parser, and readiness has its status`()
    async throws
  {
    #expect(try place.run("ready", "echo.lua", "--home", "home").status == 1)
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let metrics = try place.run("metrics", "--home", "home")
    #expect(metrics.status == 0, "\(metrics.errors)")
    let parsed = try PythonLibrary(
      """
      import sys
      from prometheus_client.parser import text_string_to_metric_families
      for family in text_string_to_metric_families(sys.stdin.read()):
        for sample in family.samples:
          print(sample.name, sample.labels.get("event", "-"), int(sample.value))
      """, input: metrics.output)
    #expect(parsed.status == 0, "\(parsed.errors)")
    for line in ["postern_up - 1", "postern_announced - 0", "postern_events_total ready 1"] {
      #expect(parsed.output.contains("\(line)\n"), "\(parsed.output)")
    }
    // Without a network no client finds it.
    let ready = try place.run("ready", "--home", "home")
    #expect(ready.status == 1)
    #expect(ready.output.contains("ok  worker: ") && ready.output.contains("ok  database: "))
    #expect(ready.output.contains("FAIL  network: "))
    let json = try place.run("ready", "--home", "home", "--json")
    #expect(json.output.split(separator: "\n").count == 5)
    #expect(try await bot.stop() == 0)
    let stopped = try place.run("ready", "--home", "home")
    #expect(stopped.status == 1 && stopped.output.contains("FAIL  worker: no bot runs"))
    #expect(try place.run("metrics", "--home", "home").output.contains("postern_contacts{"))
  }
}
