import Foundation
import GatewayCore
import GatewayRules
import TestSupport
import Testing

@Suite struct `The bots that come along` {
  @Test(arguments: ["echo", "autoreply", "forward", "tipline"])
  func `pass the tests beside them`(_ name: String) throws {
    let file = "bots/\(name)_test.lua"
    let results = BotTest.run(source: try Repository.text(of: file), file: file) {
      try? Repository.text(of: "bots/\($0)")
    }
    #expect(results.count > 1)
    for result in results {
      #expect(
        result.passed, "\(result.file):\(result.line ?? 0): \(result.name): \(result.message ?? "")"
      )
    }
  }
}

@Suite struct `The examples of the pages about the HTTP interface` {
  private static func examples(_ page: String) throws -> [String] {
    try Repository.text(of: "Sources/Gateway/Gateway.docc/\(page)")
      .components(separatedBy: "```lua\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
  }

  @Test func `the bot of a hook passes the test that is printed below it`() throws {
    let examples = try Self.examples("Hooks.md")
    try #require(examples.count == 2)
    let results = BotTest.run(source: examples[1], file: "deploy_test.lua") {
      $0 == "deploy.lua" ? examples[0] : nil
    }
    #expect(results.map(\.message) == [nil])
  }

  @Test(arguments: ["API.md", "Agents.md", "Hooks.md"])
  func `each bot is sound`(page: String) throws {
    for example in try Self.examples(page) where !example.hasPrefix("test(") {
      _ = try Bot(
        source: example, file: page, environment: BotEnvironment { _ in "0123456789abcdef" })
    }
  }
}

@Suite struct `The reference page` {
  @Test func `is the one that the functions make; POSTERN_UPDATE=1 writes it`() throws {
    let path = "Sources/GatewayRules/GatewayRules.docc/Rules.md"
    if ProcessInfo.processInfo.environment["POSTERN_UPDATE"] == "1" {
      let file = Repository.root.appending(path: path)
      try RuleReference.markdown().write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try Repository.text(of: path) == RuleReference.markdown())
  }
}
