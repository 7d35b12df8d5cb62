import Foundation
import Testing

@testable import Gateway

/// The bot's file, changed while the bot runs.
@Suite struct RuleFileTests {
  private func answering(_ text: String) -> String {
    "on('message', function(message) message:reply('\(text)') end)"
  }

  private func write(_ text: String, in office: Office) throws {
    try text.write(toFile: office.path + "/bot.lua", atomically: false, encoding: .utf8)
  }

  @Test(arguments: [
    "this is not Lua", "inbox { seal = true }", "profile { network = 'tor' }",
  ])
  func `What can't be used is reported and the old rules go on`(broken: String) throws {
    let office = try Office(answering("old"))
    try office.befriend(1)
    try write(broken, in: office)
    office.receive(.reload)
    #expect(office.reports.lines("reload_failed").count == 1)
    #expect(office.reports.lines("reloaded").isEmpty)
    office.say("hello")
    #expect(office.network.takeSends().map(\.text) == ["old"])

    try write(answering("new"), in: office)
    office.receive(.reload)
    #expect(office.reports.lines("reloaded").count == 1)
    office.say("hello", at: 2)
    #expect(office.network.takeSends().map(\.text) == ["new"])
  }

  @Test func `Relays and nodes that change while the bot runs wait for its next start`() throws {
    let office = try Office(answering("old"))
    let key = String(repeating: "A1", count: 32)
    try write("profile { nodes = { '192.0.2.1:1:\(key)' } }", in: office)
    office.receive(.reload)
    #expect(office.reports.lines("reloaded").count == 1)
    #expect(office.reports.lines("rule_warning").count { $0.contains("next start") } == 1)
    try write(answering("new"), in: office)
    office.receive(.reload)
    #expect(office.reports.lines("rule_warning").count { $0.contains("next start") } == 1)
  }

  @Test func `A limit that is no number of seconds is refused, and the old rules go on`() throws {
    let office = try Office(answering("old"))
    try office.befriend(1)
    try write("inbox { keep = '99999999999999999s' }", in: office)
    office.receive(.reload)
    #expect(office.reports.lines("reload_failed").count == 1)
    office.say("hello")
    #expect(office.network.takeSends().map(\.text) == ["old"])
  }

  @Test func `The longest time that may be kept can be worked with`() throws {
    let office = try Office("inbox { keep = '36500d' } " + answering("kept"))
    try office.befriend(1)
    office.say("hello")
    #expect(office.network.takeSends().map(\.text) == ["kept"])
  }

  @Test func `What the owner should know of a new file is reported`() throws {
    let office = try Office(answering("old"))
    try write("profile { name = 'Bot\\u{202E}gpj' }", in: office)
    office.receive(.reload)
    #expect(office.reports.lines("reloaded").count == 1)
    #expect(office.reports.lines("rule_warning").count == 1)
    #expect(office.reports.lines("rule_warning")[0].contains("marks of direction"))
  }

  @Test func `A file that is gone, too large or no text leaves the old rules`() throws {
    let office = try Office(answering("old"))
    let path = office.path + "/bot.lua"
    try FileManager.default.removeItem(atPath: path)
    office.receive(.reload)
    try Data(count: NamedFile.sizeMax + 1).write(to: URL(filePath: path))
    office.receive(.reload)
    try Data([0xff, 0xfe]).write(to: URL(filePath: path))
    office.receive(.reload)
    let reports = office.reports.lines("reload_failed")
    #expect(reports.count == 3)
    #expect(reports[0].contains("no such file") && reports[1].contains("1 MiB"))
    #expect(reports[2].contains("UTF-8"))
  }
}
