import TestSupport
import Testing

/// A limit that no test reaches may as well not be there.
@Suite struct `Limits` {
  @Test func `each member of Limits is used, and named by a test`() throws {
    let limits = try #require(SourceFile.all.first { $0.path == "ToxCore/Base/Limits.swift" })
    let declaration = try Regex(#"^  public var (?<name>\w+) ="#)
    let names = limits.code.compactMap { $0.firstMatch(of: declaration)?["name"]?.substring }
    #expect(names.count > 30)
    let sources = SourceFile.files(of: ["ToxCore"]).filter { $0.path != limits.path }
    let tests = try Repository.paths(below: "Tests/Unit/ToxCoreTests").map(Repository.text)
    for name in names {
      let use = try Regex(#"\.\#(name)\b"#).wordBoundaryKind(.simple)
      #expect(sources.contains { $0.text.contains(use) }, "\(name) limits nothing")
      #expect(tests.contains { $0.contains(use) }, "no test reaches \(name)")
    }
  }
}
