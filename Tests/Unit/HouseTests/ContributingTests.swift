import TestSupport
import Testing

/// A page that sends people to a file which is not there is worse than none.
@Suite struct `The page for contributors` {
  private static let folder = "Sources/Gateway/Gateway.docc/"

  private static func page() throws -> String {
    try Repository.text(of: folder + "Contributing.md")
  }

  @Test func `every path that it names is there`() throws {
    let path = /`((?:Sources|Tests|bots|\.ci)\/[^`]+|Package.swift|Makefile)`/
    let named = try Self.page().matches(of: path).map { String($0.output.1) }
    #expect(named.count > 20)
    #expect(named.filter { !Repository.holds($0) } == [])
    // One that names a folder does so with a slash, so that a file can't take its place.
    #expect(named.filter { !$0.hasSuffix("/") && !$0.contains(/\.\w+$|^Makefile$/) } == [])
  }

  @Test func `every page that it links to is there`() throws {
    let page = try Self.page()
    let files = page.matches(of: /\]\(([^)#]+)[^)]*\)/).map { Self.folder + $0.output.1 }
    let articles = page.matches(of: /<doc:(\w+)>/).map { "\(Self.folder)\($0.output.1).md" }
    #expect(files.count > 2 && articles.count > 1)
    #expect((files + articles).filter { !Repository.holds($0) } == [])
  }

  @Test func `every target of make that it names is there`() throws {
    let makefile = try Repository.text(of: "Makefile").split(separator: "\n")
    let named = Set(try Self.page().matches(of: /\bmake ([a-z-]+)/).map { String($0.output.1) })
    #expect(named.isSuperset(of: ["run", "test", "fuzz"]))
    #expect(named.filter { name in !makefile.contains { $0.hasPrefix("\(name):") } } == [])
  }

  @Test func `every target of the package is on it`() throws {
    let page = try Self.page()
    let missing = Set(SourceFile.all.map(\.target)).filter { !page.contains("`\($0)`") }
    #expect(missing == [])
  }

  @Test func `every type that it sends people to is there`() throws {
    let named = try Self.page().matches(of: /`([A-Z]\w+)(?:\.\w+)?`/)
      .filter { !Repository.holds(String($0.output.0.dropFirst().dropLast())) }
      .map { $0.output.1 }.filter { !$0.hasSuffix("Tests") }
    #expect(named.contains("Datagram"))
    let declared = Set(SourceFile.all.flatMap(Self.types)).union(SourceFile.all.map(\.target))
    #expect(named.filter { !declared.contains(String($0)) } == [])
  }

  private static func types(in file: SourceFile) -> [String] {
    file.text.split(separator: "\n").compactMap { line in
      let words = line.split { !$0.isLetter && !$0.isNumber }
      let keyword = words.firstIndex { ["struct", "enum", "class", "protocol"].contains($0) }
      return keyword.flatMap { words.dropFirst($0 + 1).first.map(String.init) }
    }
  }
}
