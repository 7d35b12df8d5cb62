import TestSupport
import Testing

/// A lesson whose test was renamed or removed is not held any more.
@Suite struct `Lessons` {
  @Test func `every test that a lesson names is there`() throws {
    let page = try Repository.text(of: "Sources/ToxCore/ToxCore.docc/Lessons.md")
    let lessons = page.split(separator: "\n")
      .map { $0.split(separator: "|") }.filter { $0.count == 3 }
    let named = lessons.flatMap { $0[2].matches(of: #/`([^`]+)`/#).map(\.output.1) }
    #expect(named.count > 20)
    let tests = try Repository.paths(below: "Tests").map(Repository.text).joined(separator: "\n")
    #expect(named.filter { !tests.contains($0) } == [])
  }
}
