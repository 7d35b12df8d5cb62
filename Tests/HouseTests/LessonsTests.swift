import Foundation
import Testing

/// A lesson whose test was renamed or removed holds nobody to anything.
@Suite struct `Lessons` {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func `Every test that a lesson names is there`() throws {
    let page = Self.package.appending(path: "Sources/ToxCore/ToxCore.docc/Lessons.md")
    let lessons = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: "|") }.filter { $0.count == 3 }
    let named = lessons.flatMap { $0[2].matches(of: #/`([^`]+)`/#).map(\.output.1) }
    #expect(named.count > 20)
    let tests = try Self.tests()
    #expect(named.filter { !tests.contains($0) } == [])
  }

  private static func tests() throws -> String {
    let folder = package.appending(path: "Tests")
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return try (paths ?? []).filter { $0.hasSuffix(".swift") }.map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }.joined(separator: "\n")
  }
}
