import Foundation
import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine

/// The bot's file, changed while the bot runs.
@Suite struct `The bot's file` {
  private func answering(_ text: String) -> String {
    "on('message', function(message) message:reply('\(text)') end)"
  }

  private func write(_ text: String, in bench: WorkerBench) throws {
    try text.write(toFile: bench.path + "/bot.lua", atomically: false, encoding: .utf8)
  }

  @Test(arguments: [
    "this is not Lua", "inbox { seal = false }", "profile { network = 'tor' }",
  ])
  func `what can't be used is reported and the old rules go on`(broken: String) throws {
    let bench = try WorkerBench(answering("old"))
    try bench.befriend(1)
    try write(broken, in: bench)
    bench.receive(.reload)
    #expect(bench.reports.lines("reload_failed").count == 1)
    #expect(bench.reports.lines("reloaded").isEmpty)
    bench.say("hello")
    #expect(bench.network.takeSends().map(\.text) == ["old"])

    try write(answering("new"), in: bench)
    bench.receive(.reload)
    #expect(bench.reports.lines("reloaded").count == 1)
    bench.say("hello", at: 2)
    #expect(bench.network.takeSends().map(\.text) == ["new"])
  }

  @Test func `relays and nodes that change while the bot runs wait for its next start`() throws {
    let bench = try WorkerBench(answering("old"))
    let key = String(repeating: "A1", count: 32)
    try write("profile { nodes = { '192.0.2.1:1:\(key)' } }", in: bench)
    bench.receive(.reload)
    #expect(bench.reports.lines("reloaded").count == 1)
    #expect(bench.reports.lines("rule_warning").count { $0.contains("next start") } == 1)
    try write(answering("new"), in: bench)
    bench.receive(.reload)
    #expect(bench.reports.lines("rule_warning").count { $0.contains("next start") } == 1)
  }

  @Test func `hooks that can't be called are told of`() throws {
    let hook = "hook('a', { verify = 'bearer', secret = '0123456789abcdef' }, function() end)"
    let bench = try WorkerBench(hook)
    let file = try RuleFile(path: bench.path + "/bot.lua") { _ in nil }
    #expect(file.warnings.isEmpty)
    file.servesHooks = false
    guard case .ruleWarning(_, let text)? = file.warnings.first else {
      Issue.record("no warning")
      return
    }
    // What prints it ends the sentence.
    #expect(text.last != ".")
    let lines = file.warnings.map { $0.jsonLine() }
    #expect(lines.count == 1 && lines[0].contains("hooks can't be called"))
  }

  @Test func `a limit that is no number of seconds is refused, and the old rules go on`() throws {
    let bench = try WorkerBench(answering("old"))
    try bench.befriend(1)
    try write("inbox { keep = '99999999999999999s' }", in: bench)
    bench.receive(.reload)
    #expect(bench.reports.lines("reload_failed").count == 1)
    bench.say("hello")
    #expect(bench.network.takeSends().map(\.text) == ["old"])
  }

  @Test func `the longest time that may be kept can be worked with`() throws {
    let bench = try WorkerBench("inbox { keep = '36500d' } " + answering("kept"))
    try bench.befriend(1)
    bench.say("hello")
    #expect(bench.network.takeSends().map(\.text) == ["kept"])
  }

  @Test func `what the owner should know of a new file is reported`() throws {
    let bench = try WorkerBench(answering("old"))
    try write("profile { name = 'Bot\\u{202E}gpj' }", in: bench)
    bench.receive(.reload)
    #expect(bench.reports.lines("reloaded").count == 1)
    #expect(bench.reports.lines("rule_warning").count == 1)
    #expect(bench.reports.lines("rule_warning")[0].contains("marks of direction"))
  }

  @Test func `a file that is gone, too large or no text leaves the old rules`() throws {
    let bench = try WorkerBench(answering("old"))
    let path = bench.path + "/bot.lua"
    try FileManager.default.removeItem(atPath: path)
    bench.receive(.reload)
    try Data(count: NamedFile.sizeMax + 1).write(to: URL(filePath: path))
    bench.receive(.reload)
    try Data([0xff, 0xfe]).write(to: URL(filePath: path))
    bench.receive(.reload)
    let reports = bench.reports.lines("reload_failed")
    #expect(reports.count == 3)
    #expect(reports[0].contains("no such file") && reports[1].contains("1 MiB"))
    #expect(reports[2].contains("UTF-8"))
  }
}
