import Foundation
import GatewayRules
import Testing

/// Files of the repository, found from this one.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}

@Suite("The bots that come along")
struct BotFileTests {
  @Test(
    "pass the tests beside them", arguments: ["echo", "autoreply", "forward", "tipline"])
  func pass(_ name: String) throws {
    let file = "bots/\(name)_test.lua"
    let results = BotTest.run(source: try Repository.text(file), file: file) {
      try? Repository.text("bots/\($0)")
    }
    #expect(results.count > 1)
    for result in results {
      #expect(
        result.passed, "\(result.file):\(result.line ?? 0): \(result.name): \(result.message ?? "")"
      )
    }
  }
}

@Suite("The reference page")
struct RuleReferenceTests {
  @Test("is the one that the functions make; POSTERN_UPDATE=1 writes it")
  func current() throws {
    let path = "Sources/GatewayRules/GatewayRules.docc/Rules.md"
    if ProcessInfo.processInfo.environment["POSTERN_UPDATE"] == "1" {
      let file = Repository.root.appending(path: path)
      try RuleReference.markdown().write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try Repository.text(path) == RuleReference.markdown())
  }
}
