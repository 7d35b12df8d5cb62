import Foundation
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
